import http from 'node:http';
import https from 'node:https';

/** TCP keep-alive: finds peers that vanished without closing. */
const KEEP_ALIVE_MS = 15_000;
/** Sooner than load balancers drop an idle connection without a word. */
const IDLE_MS = 30_000;

const OPTIONS = {
  keepAlive: true,
  keepAliveMsecs: KEEP_ALIVE_MS,
  maxFreeSockets: 8,
  // Ends idle connections only: nobody listens to it on one that is in use.
  timeout: IDLE_MS,
} as const;

/** Whom to trust and how to prove who we are, as TLS needs it. */
export type Trust = Pick<
  https.AgentOptions,
  'ca' | 'cert' | 'key' | 'rejectUnauthorized' | 'servername'
>;

/** The connections to one API server. */
export class SocketPool {
  #agent?: http.Agent;

  /** The agent for requests; trust is read when there is none yet. */
  agent(secure: boolean, trust: Trust): http.Agent {
    this.#agent ??= secure
      ? new https.Agent({ ...OPTIONS, ...trust })
      : new http.Agent(OPTIONS);
    return this.#agent;
  }

  /** Later requests make new connections; those under way keep theirs. */
  replace(): void {
    this.dropIdle();
    if (this.#agent) this.#agent.maxFreeSockets = 0;
    this.#agent = undefined;
  }

  dropIdle(): void {
    for (const sockets of Object.values(this.#agent?.freeSockets ?? {})) {
      sockets?.forEach(socket => socket.destroy());
    }
  }

  /** Ends every connection. */
  close(): void {
    this.#agent?.destroy();
    this.#agent = undefined;
  }
}
