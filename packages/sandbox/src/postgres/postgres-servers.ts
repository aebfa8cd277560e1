/** What is asked of a database server. */
export interface PostgresServerSpec {
  /** Unique in the sandbox, for example `platform.team-orders.orders-db`. */
  id: string;
  major: PostgresMajor;
  /** Password of the superuser `postgres`. Setting another one restarts the server. */
  superuserPassword: string;
  /**
   * Extra lines for postgresql.conf, such as `max_connections`. Other values
   * restart the server; what keeps the sandbox small and local cannot be changed.
   */
  settings?: Record<string, string>;
  /** The port to listen on, if it must be this one. Else a free one is chosen and kept. */
  port?: number;
  /** The server's certificate, if others decide on it. Else the server gets a CA of its own. */
  tls?: ServerTls;
}

/** The majors that there are binaries for. */
export const POSTGRES_MAJORS = ['15', '16', '17', '18'] as const;

export type PostgresMajor = (typeof POSTGRES_MAJORS)[number];

/** PEM texts. */
export interface ServerTls {
  caCertificate: string;
  certificate: string;
  privateKey: string;
}

/** A PostgreSQL server that is running. */
export interface RunningPostgresServer {
  id: string;
  host: string;
  port: number;
  /** Full version such as `17.10`. */
  version: string;
  processId: number;
  /** When the process was started, as RFC 3339 with seconds. */
  startedAt: string;
  /** PEM of the CA that signed the server's certificate. */
  caCertificate: string;
}

/**
 * Real PostgreSQL servers on this machine: one process and one data directory
 * per id. A server that a crashed sandbox left running is found and recovered.
 */
export interface PostgresServers {
  /** Starts the server, making its data directory if needed. Idempotent. */
  ensure(spec: PostgresServerSpec): Promise<RunningPostgresServer>;
  /** The running server, or undefined when it is stopped or unknown. */
  find(id: string): RunningPostgresServer | undefined;
  /** Stops the server and keeps its data. Stopping what is stopped is fine. */
  stop(id: string): Promise<void>;
  /** Stops the server and deletes its data. Idempotent. */
  remove(id: string): Promise<void>;
  /** Ids of all servers that have data, running or not. */
  ids(): Promise<string[]>;
  /** Stops all servers and keeps their data. */
  stopAll(): Promise<void>;
  /** Tells when a server has ended without being asked to; returns how to stop listening. */
  onUnexpectedExit(listener: (id: string) => void): () => void;
}
