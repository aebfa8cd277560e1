import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { once } from 'node:events';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resourcePath, type ApiResource } from '../clusters/discovery';

/** A request as the server saw it. */
export interface SeenRequest {
  url: URL;
  accept?: string;
  authorization?: string;
}

/** Answers a request in the server's place when it returns true. */
export type Interception = (
  request: SeenRequest,
  response: ServerResponse,
) => boolean;

interface Watcher {
  path: string;
  response: ServerResponse;
  matches: (object: KubernetesObject) => boolean;
}

/**
 * An API server over real HTTP for tests: lists in pages, watches from a
 * resource version, aggregated discovery. Interceptions play its faults.
 */
export class ScriptedApiServer {
  readonly requests: SeenRequest[] = [];
  readonly #resources = new Map<string, ApiResource>();
  readonly #objects = new Map<string, Map<string, KubernetesObject>>();
  readonly #events: { path: string; type: string; object: KubernetesObject }[] =
    [];
  readonly #watchers = new Set<Watcher>();
  #interceptions: Interception[] = [];
  #resourceVersion = 100;

  private constructor(private readonly server: http.Server) {}

  static async start(): Promise<ScriptedApiServer> {
    const server = http.createServer();
    const scripted = new ScriptedApiServer(server);
    server.on('request', (request, response) =>
      scripted.#handle(request, response),
    );
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return scripted;
  }

  get url(): string {
    const { port } = this.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  get openWatches(): number {
    return this.#watchers.size;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  /** Installs a kind. */
  serve(...resources: ApiResource[]): void {
    for (const resource of resources) {
      this.#resources.set(resourcePath(resource), resource);
      this.#objects.set(resourcePath(resource), new Map());
    }
  }

  /** Removes a kind and its objects. */
  withdraw(resource: ApiResource): void {
    this.#resources.delete(resourcePath(resource));
    this.#objects.delete(resourcePath(resource));
  }

  /** Creates or changes an object; the stored one. */
  put(object: KubernetesObject): KubernetesObject {
    const path = this.#pathOf(object);
    const objects =
      this.#objects.get(path) ?? new Map<string, KubernetesObject>();
    const key = `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
    const type = objects.has(key) ? 'MODIFIED' : 'ADDED';
    const stored = this.#stamp(object);
    objects.set(key, stored);
    this.#tell(path, type, stored);
    return stored;
  }

  delete(object: KubernetesObject): void {
    const path = this.#pathOf(object);
    const key = `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
    const stored = this.#objects.get(path)?.get(key);
    if (!stored) return;
    this.#objects.get(path)?.delete(key);
    this.#tell(path, 'DELETED', this.#stamp(stored));
  }

  /** Lets a test answer in the server's place until the returned function is called. */
  intercept(interception: Interception): () => void {
    this.#interceptions = [interception, ...this.#interceptions];
    return () => {
      this.#interceptions = this.#interceptions.filter(
        one => one !== interception,
      );
    };
  }

  /** Resets the connection of every watch, as a dying load balancer does. */
  resetWatches(): void {
    this.#watchers.forEach(({ response }) => response.destroy());
  }

  /** Writes raw text into every watch. */
  writeToWatches(text: string): void {
    this.#watchers.forEach(({ response }) => response.write(text));
  }

  /** Requests for lists or watches below a path. */
  requestsFor(path: string, watch: boolean): SeenRequest[] {
    return this.requests.filter(
      ({ url }) =>
        url.pathname === path && url.searchParams.has('watch') === watch,
    );
  }

  #handle(request: IncomingMessage, response: ServerResponse): void {
    const seen: SeenRequest = {
      url: new URL(request.url ?? '/', this.url),
      accept: request.headers.accept,
      authorization: request.headers.authorization,
    };
    this.requests.push(seen);
    if (this.#interceptions.some(one => one(seen, response))) return;
    const path = seen.url.pathname;
    if (path === '/api' || path === '/apis') this.#discovery(path, response);
    else if (!this.#resources.has(path))
      answerStatus(response, 404, 'NotFound');
    else if (seen.url.searchParams.has('watch')) this.#watch(seen, response);
    else this.#list(seen, response);
  }

  #discovery(path: string, response: ServerResponse): void {
    const groups = new Map<string, ApiResource[]>();
    for (const resource of this.#resources.values()) {
      if ((resource.group === '') !== (path === '/api')) continue;
      groups.set(resource.group, [
        ...(groups.get(resource.group) ?? []),
        resource,
      ]);
    }
    answer(response, 200, {
      kind: 'APIGroupDiscoveryList',
      apiVersion: 'apidiscovery.k8s.io/v2',
      items: [...groups].map(([name, resources]) => ({
        metadata: { name },
        versions: resources.map(resource => ({
          version: resource.version,
          resources: [
            {
              resource: resource.plural,
              responseKind: { kind: resource.kind },
              scope: resource.namespaced ? 'Namespaced' : 'Cluster',
            },
          ],
        })),
      })),
    });
  }

  #list({ url }: SeenRequest, response: ServerResponse): void {
    const matches = selectorOf(url);
    const all = [...(this.#objects.get(url.pathname)?.values() ?? [])].filter(
      matches,
    );
    const start = Number(url.searchParams.get('continue') ?? 0);
    const end = start + Number(url.searchParams.get('limit') ?? all.length);
    answer(response, 200, {
      metadata: {
        resourceVersion: String(this.#resourceVersion),
        ...(end < all.length && { continue: String(end) }),
      },
      items: all.slice(start, end),
    });
  }

  #watch({ url }: SeenRequest, response: ServerResponse): void {
    const from = Number(url.searchParams.get('resourceVersion'));
    const watcher = { path: url.pathname, response, matches: selectorOf(url) };
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.flushHeaders();
    for (const { path, type, object } of this.#events) {
      const missed = Number(object.metadata.resourceVersion) > from;
      if (path === url.pathname && missed && watcher.matches(object)) {
        response.write(`${JSON.stringify({ type, object })}\n`);
      }
    }
    this.#watchers.add(watcher);
    response.on('close', () => this.#watchers.delete(watcher));
  }

  #stamp(object: KubernetesObject): KubernetesObject {
    this.#resourceVersion += 1;
    return {
      ...object,
      metadata: {
        ...object.metadata,
        resourceVersion: String(this.#resourceVersion),
      },
    };
  }

  #tell(path: string, type: string, object: KubernetesObject): void {
    this.#events.push({ path, type, object });
    for (const watcher of this.#watchers) {
      if (watcher.path === path && watcher.matches(object)) {
        watcher.response.write(`${JSON.stringify({ type, object })}\n`);
      }
    }
  }

  #pathOf(object: KubernetesObject): string {
    for (const [path, { group, version, kind }] of this.#resources) {
      const apiVersion = group === '' ? version : `${group}/${version}`;
      if (kind === object.kind && apiVersion === object.apiVersion) return path;
    }
    throw new Error(
      `The scripted server does not serve ${object.apiVersion} ${object.kind}`,
    );
  }
}

/** Only the existence form of label selectors, which is what we send. */
function selectorOf(url: URL): (object: KubernetesObject) => boolean {
  const label = url.searchParams.get('labelSelector');
  return object =>
    label === null || object.metadata.labels?.[label] !== undefined;
}

/** Sends a JSON answer. */
export function answer(
  response: ServerResponse,
  code: number,
  body: unknown,
): void {
  response.writeHead(code, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
}

/** Sends a `Status`, as API servers do on failure. */
export function answerStatus(
  response: ServerResponse,
  code: number,
  reason: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(code, { 'Content-Type': 'application/json', ...headers });
  response.end(
    JSON.stringify({
      kind: 'Status',
      apiVersion: 'v1',
      status: 'Failure',
      code,
      reason,
      message: `scripted ${reason}`,
    }),
  );
}
