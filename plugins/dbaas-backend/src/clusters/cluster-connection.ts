import type { ClusterDetails } from '@backstage-dbaas/plugin-dbaas-node';
import type { KubeConfig } from '@kubernetes/client-node';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import { text } from 'node:stream/consumers';
import { createKubeConfig } from './kube';
import {
  ClusterTimeoutError,
  connectionError,
  KubernetesStatusError,
  problemOf,
  statusError,
} from './kubernetes-error';
import { SocketPool } from './socket-pool';

/** What is asked of an API server. */
export interface ClusterRequest {
  /** Path and query, such as `/apis/dbaas.dev/v1alpha1/manageddatabases?limit=500`. */
  path: string;
  accept?: string;
  /** `ETag` of the answer held; a 304 comes back as a response. */
  ifNoneMatch?: string;
  signal: AbortSignal;
  /** Time until the head of the answer must be there. */
  timeoutMs: number;
}

/** The answer to {@link ClusterConnection.getJson}. */
export interface JsonAnswer {
  /** 200, or 304 when `ifNoneMatch` still holds. */
  status: number;
  etag?: string;
  body: unknown;
}

/**
 * Sends requests to one API server over one pool of connections. The client
 * library makes an agent per request, which loses keep-alive and descriptors,
 * so it only supplies address, trust and credentials here.
 */
export class ClusterConnection {
  readonly #pool = new SocketPool();
  #kubeConfig?: Promise<KubeConfig>;

  constructor(
    private readonly details: ClusterDetails,
    /** Put before the paths at which a pod finds its service account. */
    private readonly root = '',
  ) {}

  get name(): string {
    return this.details.name;
  }

  /** The open response to a GET. A status other than 200 and 304 is thrown. */
  async get(request: ClusterRequest): Promise<IncomingMessage> {
    try {
      const response = await this.#send(request);
      if (response.statusCode === 200 || response.statusCode === 304) {
        return response;
      }
      throw await this.#failure(response, request);
    } catch (error) {
      throw this.#learnFrom(error);
    }
  }

  /** The parsed body of a GET, read within `timeoutMs` as a whole. */
  async getJson(request: ClusterRequest): Promise<JsonAnswer> {
    const timeout = AbortSignal.timeout(request.timeoutMs);
    const signal = AbortSignal.any([request.signal, timeout]);
    try {
      const response = await this.get({ ...request, signal });
      const body = await text(response);
      return {
        status: response.statusCode ?? 0,
        etag: response.headers.etag,
        body: response.statusCode === 304 ? undefined : parseJson(body),
      };
    } catch (error) {
      throw this.#learnFrom(
        timeout.aborted ? this.#timeoutError(request) : error,
      );
    }
  }

  close(): void {
    this.#pool.close();
  }

  /**
   * The error in terms of the cluster. Trust and credentials may have been renewed
   * on disk, so they are read again after a failure that may come from them.
   */
  #learnFrom(failure: unknown): unknown {
    const error = connectionError(this.name, failure);
    const problem = problemOf(error);
    if (problem === 'tls') this.#pool.replace();
    // A peer that fell silent may hold other idle connections, too.
    if (problem === 'timeout') this.#pool.dropIdle();
    if (problem === 'tls' || problem === 'unauthorized') {
      this.#kubeConfig = undefined;
    }
    return error;
  }

  async #loadKubeConfig(): Promise<KubeConfig> {
    this.#kubeConfig ??= createKubeConfig(this.details, this.root);
    try {
      return await this.#kubeConfig;
    } catch (error) {
      this.#kubeConfig = undefined;
      throw error;
    }
  }

  async #send(request: ClusterRequest): Promise<IncomingMessage> {
    const kubeConfig = await this.#loadKubeConfig();
    const server = kubeConfig.getCurrentCluster()?.server ?? this.details.url;
    const options: https.RequestOptions = {};
    await kubeConfig.applyToHTTPSOptions(options);
    const secure = server.startsWith('https:');
    const { headers, ca, cert, key, rejectUnauthorized, servername } = options;
    const trust = { ca, cert, key, rejectUnauthorized, servername };
    const send = secure ? https.request : http.request;
    return new Promise((resolve, reject) => {
      const outgoing = send(`${server}${request.path}`, {
        method: 'GET',
        agent: this.#pool.agent(secure, trust),
        signal: request.signal,
        headers: {
          ...headers,
          Accept: request.accept ?? 'application/json',
          // A compressed watch may be held back by proxies until a block is full.
          'Accept-Encoding': 'identity',
          ...(request.ifNoneMatch && { 'If-None-Match': request.ifNoneMatch }),
        },
      });
      const timer = setTimeout(
        () => outgoing.destroy(this.#timeoutError(request)),
        request.timeoutMs,
      );
      outgoing.once('close', () => clearTimeout(timer));
      outgoing.once('response', response => {
        clearTimeout(timer);
        resolve(response);
      });
      // Stays: an error after the response would otherwise end the process.
      outgoing.on('error', reject);
      outgoing.end();
    });
  }

  async #failure(
    response: IncomingMessage,
    request: ClusterRequest,
  ): Promise<KubernetesStatusError> {
    const timer = setTimeout(
      () => response.destroy(this.#timeoutError(request)),
      request.timeoutMs,
    );
    try {
      return statusError(parseJsonOr(await text(response), undefined), {
        code: response.statusCode ?? 0,
        retryAfter: response.headers['retry-after'],
      });
    } finally {
      clearTimeout(timer);
    }
  }

  #timeoutError(request: ClusterRequest): ClusterTimeoutError {
    return new ClusterTimeoutError(
      `Cluster "${this.name}" did not answer within ${
        request.timeoutMs / 1_000
      } s.`,
    );
  }
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new KubernetesStatusError(
      502,
      'The API server sent an answer that is not complete JSON.',
    );
  }
}

function parseJsonOr(body: string, fallback: unknown): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return fallback;
  }
}
