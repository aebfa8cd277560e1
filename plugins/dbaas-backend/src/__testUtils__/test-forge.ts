import {
  renderRequestMarker,
  type RequestMarker,
} from '@backstage-dbaas/plugin-dbaas-common';
import { once } from 'node:events';
import http, { type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The mark of the example request. */
export const MARKER: RequestMarker = {
  cluster: 'platform',
  namespace: 'team-orders',
  name: 'orders-db',
  operation: 'create',
  entity: 'Component:default/orders-api',
};
/** A pull request as GitHub lists it. */
export function pull(number: number, fields: object = {}) {
  return {
    number,
    title: `Create orders-db`,
    body: `Please.\n\n${renderRequestMarker(MARKER)}`,
    html_url: `https://git.example.org/acme/gitops/pull/${number}`,
    state: 'open',
    user: { login: 'olivia' },
    requested_reviewers: [{ login: 'rob' }],
    requested_teams: [{ slug: 'dba-team' }],
    created_at: '2026-11-25T12:00:00Z',
    merged_at: null,
    merge_commit_sha: 'trial',
    head: { sha: `head-${number}` },
    ...fields,
  };
}

/** The part of GitHub's REST API that is read, with entity tags. */
export class TestForge {
  pulls: ReturnType<typeof pull>[] = [];
  runs: object[] = [];
  failWith?: number;
  pageSize = 100;
  readonly seen: { path: string; authorization?: string; answered: number }[] =
    [];
  readonly #server = http.createServer((request, response) => {
    const url = new URL(request.url ?? '/', this.url);
    const body = this.failWith
      ? { message: 'no' }
      : this.#answer(url, response);
    const etag = `"${Buffer.from(JSON.stringify(body)).toString('base64url')}"`;
    const unchanged = request.headers['if-none-match'] === etag;
    const answered = this.failWith ?? (unchanged ? 304 : 200);
    this.seen.push({
      path: url.pathname + url.search,
      authorization: request.headers.authorization,
      answered,
    });
    response.writeHead(answered, {
      ETag: etag,
      'Content-Type': 'application/json',
    });
    response.end(unchanged ? undefined : JSON.stringify(body));
  });

  async start() {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  async stop() {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  get url() {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The configuration that points at it. */
  config() {
    return {
      integrations: {
        github: [
          {
            host: new URL(this.url).host,
            apiBaseUrl: `${this.url}/api/v3`,
            token: 'forge-token',
          },
        ],
      },
      dbaas: {
        gitops: {
          repositories: [
            {
              url: `${this.url}/acme/gitops`,
              pollInterval: { milliseconds: 20 },
            },
          ],
        },
      },
    };
  }

  #answer(url: URL, response: ServerResponse): unknown {
    if (url.pathname.endsWith('/check-runs')) return { check_runs: this.runs };
    const state = url.searchParams.get('state');
    const page = Number(url.searchParams.get('page') ?? 1);
    const found = this.pulls.filter(one => one.state === state);
    if (found.length > page * this.pageSize) {
      url.searchParams.set('page', String(page + 1));
      response.setHeader('Link', `<${url}>; rel="next"`);
    }
    return found.slice((page - 1) * this.pageSize, page * this.pageSize);
  }
}
