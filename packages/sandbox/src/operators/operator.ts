import type { ClusterClient } from '../kubernetes/cluster-client';
import type { Log } from '../log';
import type { PostgresServers } from '../postgres/postgres-servers';

/** What every operator of the sandbox is given. */
export interface OperatorContext {
  platform: ClusterClient;
  apps: ClusterClient;
  /** The cluster behind the URL of an API server, as kubeconfigs and secret stores name it. */
  clusterAt(serverUrl: string): ClusterClient | undefined;
  postgres: PostgresServers;
  log: Log;
  /** Directory in which an operator may keep files. */
  stateDirectory: string;
  /** Loopback address of the composition function, `host:port`. */
  functionAddress: string;
  /** Port on which Dapr answers for every sidecar of the sandbox. */
  daprPort: number;
}

/**
 * A running operator. `stop` resolves when its work in flight has ended; state
 * that must survive lives in the cluster, not in the operator.
 */
export interface RunningOperator {
  stop(): Promise<void>;
}

/** Starts one operator. It resolves once its watches are open. */
export type StartOperator = (
  context: OperatorContext,
) => Promise<RunningOperator>;
