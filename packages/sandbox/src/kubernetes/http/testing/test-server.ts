import { silentLog } from '../../../log';
import { TestCluster } from '../../testing/test-cluster';
import { startClusterServer, type ClusterServer } from '../cluster-server';

export const ADMIN_TOKEN = 'admin';
export const READER_TOKEN = 'reader';

const TOKENS = [
  { token: ADMIN_TOKEN, username: 'admin', groups: ['system:masters'] },
  { token: READER_TOKEN, username: 'system:serviceaccount:tools:reader' },
];

export interface TestRequest {
  method?: string;
  token?: string | null;
  headers?: Record<string, string>;
  body?: unknown;
}

export interface TestAnswer {
  status: number;
  headers: Headers;
  body: unknown;
}

/** The events of an open watch. */
export class TestWatch {
  constructor(
    private readonly body: ReadableStream<Uint8Array>,
    /** Goes away without a word, as clients do. */
    readonly close: () => void,
  ) {}

  /** The first events, or all until the server ends the watch. */
  async events(count = Infinity): Promise<unknown[]> {
    const events: unknown[] = [];
    let text = '';
    for await (const chunk of this.body) {
      text += Buffer.from(chunk).toString('utf8');
      const lines = text.split('\n');
      text = lines.pop() ?? '';
      events.push(...lines.map(line => JSON.parse(line)));
      if (events.length >= count) break;
    }
    this.close();
    return events.slice(0, count);
  }
}

/** A cluster that is served on a free port. */
export class TestServer {
  readonly cluster: TestCluster;
  readonly url: string;
  #server: ClusterServer;

  private constructor(cluster: TestCluster, server: ClusterServer) {
    this.cluster = cluster;
    this.url = server.url;
    this.#server = server;
  }

  static async start(): Promise<TestServer> {
    const cluster = await TestCluster.open();
    return new TestServer(cluster, await serve(cluster, 0));
  }

  /** Sends a request, as the administrator unless told otherwise. */
  async send(
    path: string,
    { method, token = ADMIN_TOKEN, headers = {}, body }: TestRequest = {},
  ): Promise<TestAnswer> {
    const response = await fetch(`${this.url}${path}`, {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await response.text();
    const isJson = response.headers
      .get('content-type')
      ?.startsWith('application/json');
    return {
      status: response.status,
      headers: response.headers,
      body: isJson && text !== '' ? JSON.parse(text) : text,
    };
  }

  /** Opens a watch; resolves when the server has accepted it. */
  async watch(path: string, accept = 'application/json'): Promise<TestWatch> {
    const abort = new AbortController();
    const { body } = await fetch(`${this.url}${path}`, {
      headers: { authorization: `Bearer ${ADMIN_TOKEN}`, accept },
      signal: abort.signal,
    });
    return new TestWatch(body ?? new ReadableStream(), () => abort.abort());
  }

  /** Stops serving; the cluster stays open. */
  async stopServing(): Promise<void> {
    await this.#server.stop();
  }

  /** Serves again on the same port, after something happened that nobody could watch. */
  async restartServing(meanwhile: () => Promise<void>): Promise<void> {
    await this.#server.stop();
    await meanwhile();
    this.#server = await serve(this.cluster, Number(new URL(this.url).port));
  }

  async close(): Promise<void> {
    await this.#server.stop();
    await this.cluster.close();
  }
}

function serve(cluster: TestCluster, port: number): Promise<ClusterServer> {
  return startClusterServer({
    cluster: cluster.cluster,
    port,
    tokens: TOKENS,
    log: silentLog,
  });
}
