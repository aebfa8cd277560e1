import { mockServices } from '@backstage/backend-test-utils';
import {
  renderRequestMarker,
  type RequestMarker,
} from '@backstage-dbaas/plugin-dbaas-common';
import { ConfigReader } from '@backstage/config';
import { once } from 'node:events';
import http, { type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { eventually } from '../__testUtils__/eventually';
import { configuredRepositories } from './configured-repositories';
import { PullRequests } from './pull-requests';

const marker: RequestMarker = {
  cluster: 'platform',
  namespace: 'team-orders',
  name: 'orders-db',
  operation: 'create',
  entity: 'Component:default/orders-api',
};
const service = {
  cluster: 'platform',
  namespace: 'team-orders',
  name: 'orders-db',
};

function pull(number: number, fields: object = {}) {
  return {
    number,
    title: `Create orders-db`,
    body: `Please.\n\n${renderRequestMarker(marker)}`,
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
class Forge {
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

describe('PullRequests', () => {
  const forge = new Forge();
  const onChange = jest.fn();
  let pullRequests: PullRequests;

  beforeAll(() => forge.start());
  afterAll(() => forge.stop());
  beforeEach(() => {
    Object.assign(forge, {
      pulls: [],
      runs: [],
      failWith: undefined,
      pageSize: 100,
    });
    forge.seen.length = 0;
    onChange.mockReset();
    pullRequests = new PullRequests({
      repositories: configuredRepositories(
        new ConfigReader({
          integrations: {
            github: [
              {
                host: new URL(forge.url).host,
                apiBaseUrl: `${forge.url}/api/v3`,
                token: 'forge-token',
              },
            ],
          },
          dbaas: {
            gitops: {
              repositories: [
                {
                  url: `${forge.url}/acme/gitops`,
                  pollInterval: { milliseconds: 20 },
                },
              ],
            },
          },
        }),
      ),
      logger: mockServices.logger.mock(),
    });
  });
  afterEach(() => pullRequests.stop());

  it('recognises our requests by their mark and tells how review stands', async () => {
    forge.pulls = [
      pull(1),
      pull(2, { body: 'Something else' }),
      pull(3, { body: null }),
    ];
    forge.runs = [
      { status: 'completed', conclusion: 'success' },
      { status: 'completed', conclusion: 'skipped' },
      { status: 'completed', conclusion: 'failure' },
      { status: 'in_progress', conclusion: null },
    ];
    pullRequests.start(onChange);
    await eventually(() =>
      expect(pullRequests.all()).toEqual([
        {
          service,
          entityRef: 'component:default/orders-api',
          request: {
            number: 1,
            title: 'Create orders-db',
            url: 'https://git.example.org/acme/gitops/pull/1',
            state: 'open',
            operation: 'create',
            author: 'olivia',
            reviewers: ['rob', 'dba-team'],
            checks: { passed: 2, failed: 1, pending: 1 },
            createdAt: '2026-11-25T12:00:00Z',
            mergedAt: undefined,
            mergeCommit: undefined,
          },
        },
      ]),
    );
    expect(forge.seen[0].authorization).toBe('Bearer forge-token');
    expect(forge.seen[0].path).toMatch(
      /^\/api\/v3\/repos\/acme\/gitops\/pulls/,
    );
  });

  it('follows a request from open to merged, and tells each change once', async () => {
    forge.pulls = [pull(1)];
    pullRequests.start(onChange);
    await eventually(() => expect(onChange).toHaveBeenCalledWith([service]));
    onChange.mockClear();
    forge.pulls = [
      pull(1, {
        state: 'closed',
        merged_at: '2026-11-25T12:05:00Z',
        merge_commit_sha: 'c0ffee',
      }),
    ];
    await eventually(() =>
      expect(pullRequests.of(service)).toMatchObject([
        {
          state: 'merged',
          mergedAt: '2026-11-25T12:05:00Z',
          mergeCommit: 'c0ffee',
        },
      ]),
    );
    const polls = forge.seen.length;
    await eventually(() =>
      expect(forge.seen.length).toBeGreaterThan(polls + 6),
    );
    expect(onChange).toHaveBeenCalledTimes(1);
  });

  it('tells a request that was closed without a merge', async () => {
    forge.pulls = [pull(1, { state: 'closed' })];
    pullRequests.start(onChange);
    await eventually(() =>
      expect(pullRequests.of(service)).toMatchObject([{ state: 'closed' }]),
    );
    expect(pullRequests.of(service)[0].mergeCommit).toBeUndefined();
  });

  it('asks conditionally, so that an unchanged answer costs nothing', async () => {
    forge.pulls = [pull(1)];
    pullRequests.start(onChange);
    await eventually(() => expect(forge.seen.length).toBeGreaterThan(9));
    const answered = forge.seen.map(one => one.answered);
    expect(answered.slice(0, 3)).toEqual([200, 200, 200]);
    expect(new Set(answered.slice(3))).toEqual(new Set([304]));
    expect(pullRequests.of(service)).toHaveLength(1);
  });

  it('reads all pages of open requests', async () => {
    forge.pageSize = 2;
    forge.pulls = [pull(1), pull(2), pull(3), pull(4), pull(5)];
    pullRequests.start(onChange);
    await eventually(() => expect(pullRequests.all()).toHaveLength(5));
  });

  it('keeps what it knows and says so when the forge cannot be read', async () => {
    forge.pulls = [pull(1)];
    pullRequests.start(onChange);
    await eventually(() => expect(pullRequests.all()).toHaveLength(1));
    forge.failWith = 403;
    await eventually(() =>
      expect(pullRequests.unreadable()).toEqual([
        expect.objectContaining({
          verb: 'list',
          resource: 'pull requests of acme/gitops',
          problem: 'forbidden',
        }),
      ]),
    );
    expect(pullRequests.all()).toHaveLength(1);
    forge.failWith = undefined;
    await eventually(() => expect(pullRequests.unreadable()).toEqual([]));
  });
});

describe('configuredRepositories', () => {
  it.each([
    [
      'https://elsewhere.example.org/acme/gitops',
      'no entry in integrations.github',
    ],
    ['https://github.com/acme', 'not the address of a repository'],
  ])('refuses %s', (url, message) => {
    const config = new ConfigReader({
      dbaas: { gitops: { repositories: [{ url }] } },
    });
    expect(() => configuredRepositories(config)).toThrow(message);
  });
});
