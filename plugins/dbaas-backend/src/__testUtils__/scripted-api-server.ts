import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { resourcePath, type ApiResource } from '../clusters/discovery';
import { answer, answerStatus, groupDiscoveryList } from './scripted-answers';
import { ScriptedListener, type ServerCertificate } from './scripted-listener';

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

interface ServerEvent {
  path: string;
  type: string;
  object: KubernetesObject;
}

interface Watcher {
  path: string;
  /** Only what is newer than this is told. */
  from: number;
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
  readonly #events: ServerEvent[] = [];
  readonly #watchers = new Set<Watcher>();
  readonly #listener: ScriptedListener;
  #interceptions: Interception[] = [];
  #resourceVersion = 100;
  /** Changes up to this are forgotten, as after a compaction. */
  #forgotten = 0;

  private constructor(certificate?: ServerCertificate) {
    this.#listener = new ScriptedListener(certificate, (request, response) =>
      this.#handle(request, response),
    );
  }

  static async start(
    options: { certificate?: ServerCertificate } = {},
  ): Promise<ScriptedApiServer> {
    const scripted = new ScriptedApiServer(options.certificate);
    await scripted.#listener.listen();
    return scripted;
  }

  get url(): string {
    return this.#listener.url;
  }

  get openSockets(): number {
    return this.#listener.openSockets;
  }

  get openWatches(): number {
    return this.#watchers.size;
  }

  /** Refuses connections from now on. What it serves stays as it is. */
  stop(): Promise<void> {
    return this.#listener.close();
  }

  /** Comes back at the same address after {@link stop}. */
  startAgain(): Promise<void> {
    return this.#listener.listen();
  }

  /** Keeps connections open and answers nothing, until the returned function is called. */
  fallSilent(): () => void {
    this.#listener.fallSilent();
    return () => this.#listener.speak();
  }

  /** Forgets the past: a watch that comes from there has to list again. */
  compact(): void {
    this.#forgotten = this.#resourceVersion;
  }

  /** Goes back to an earlier resource version, as when restored from a backup. */
  rewind(versions: number): void {
    this.#resourceVersion -= versions;
    this.#events.length = 0;
  }

  objectsOf(resource: ApiResource): KubernetesObject[] {
    return [...(this.#objects.get(resourcePath(resource))?.values() ?? [])];
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
    this.#watchers.clear();
  }

  /** Ends every watch as a server does when its time is over. */
  endWatches(): void {
    this.#watchers.forEach(({ response }) => response.end());
    this.#watchers.clear();
  }

  /** Tells every watch how far it has come. */
  bookmark(): void {
    const metadata = { resourceVersion: String(this.#resourceVersion) };
    this.writeToWatches(
      `${JSON.stringify({ type: 'BOOKMARK', object: { metadata } })}\n`,
    );
  }

  /** Writes raw text into every watch. */
  writeToWatches(text: string): void {
    this.#watchers.forEach(({ response }) => {
      if (!this.#listener.isDead(response.socket)) response.write(text);
    });
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
    this.serveNow(seen, response);
  }

  /** Answers a request as a server without faults does. */
  serveNow(seen: SeenRequest, response: ServerResponse): void {
    const path = seen.url.pathname;
    if (path === '/api' || path === '/apis') this.#discovery(path, response);
    else if (!this.#resources.has(path))
      answerStatus(response, 404, 'NotFound');
    else if (seen.url.searchParams.has('watch')) this.#watch(seen, response);
    else this.#list(seen, response);
  }

  #discovery(path: string, response: ServerResponse): void {
    const inCore = path === '/api';
    const served = [...this.#resources.values()].filter(
      ({ group }) => (group === '') === inCore,
    );
    answer(response, 200, groupDiscoveryList(served));
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
    if (from < this.#forgotten) {
      answerStatus(response, 410, 'Expired');
      return;
    }
    const watcher: Watcher = {
      path: url.pathname,
      from,
      response,
      matches: selectorOf(url),
    };
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.flushHeaders();
    this.#events.forEach(event => this.#tellWatcher(watcher, event));
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
    const event = { path, type, object };
    this.#events.push(event);
    this.#watchers.forEach(watcher => this.#tellWatcher(watcher, event));
  }

  #tellWatcher(watcher: Watcher, { path, type, object }: ServerEvent): void {
    const { response, from, matches } = watcher;
    const isNews = Number(object.metadata.resourceVersion) > from;
    if (path !== watcher.path || !isNews || !matches(object)) return;
    if (this.#listener.isDead(response.socket)) return;
    response.write(`${JSON.stringify({ type, object })}\n`);
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
