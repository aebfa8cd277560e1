import type { RunningPostgresServer } from '../../postgres/postgres-servers';
import { conditionsOf, withCondition } from '../conditions';
import type { WantedCluster } from './cluster';
import { instanceNames } from './instances';

const HIBERNATION = 'cnpg.io/hibernation';

/** Phases of CloudNativePG 1.30 that the sandbox comes through (`status.phase`). */
export const PHASE = {
  settingUpPrimary: 'Setting up primary',
  waiting: 'Waiting for the instances to become active',
  healthy: 'Cluster in healthy state',
  userAction: 'Waiting for user action',
  invalid: 'Invalid cluster definition',
  invalidCatalog: 'Cluster has incomplete or invalid image catalog',
  cannotCreate: 'Unable to create required cluster objects',
} as const;

export type Phase = (typeof PHASE)[keyof typeof PHASE];

/** What is known of a server besides its address. */
export interface RunningFacts {
  image: string;
  systemId: string;
  /** `status.certificates`. */
  certificates: object;
}

/** Ready is exactly "the phase is healthy", whatever else is true. */
export function phaseStatus(
  status: unknown,
  phase: Phase,
  reason: string,
  now: string,
): object {
  const healthy = phase === PHASE.healthy;
  return {
    phase,
    phaseReason: reason === '' ? null : reason,
    conditions: withCondition(
      conditionsOf({ status }),
      {
        type: 'Ready',
        status: healthy ? 'True' : 'False',
        reason: healthy ? 'ClusterIsReady' : 'ClusterIsNotReady',
        message: healthy ? 'Cluster is Ready' : 'Cluster Is Not Ready',
      },
      now,
    ),
  };
}

/** What is known of the instances of a cluster whose server runs. */
export function runningStatus(
  status: unknown,
  cluster: WantedCluster,
  server: RunningPostgresServer,
  facts: RunningFacts,
  now: string,
): object {
  const names = instanceNames(cluster);
  const [primary] = names;
  return {
    instances: names.length,
    readyInstances: names.length,
    instanceNames: names,
    instancesStatus: { healthy: names },
    latestGeneratedNode: names.length,
    timelineID: 1,
    currentPrimary: primary,
    targetPrimary: primary,
    currentPrimaryTimestamp: server.startedAt,
    targetPrimaryTimestamp: server.startedAt,
    pvcCount: names.length,
    healthyPVC: names,
    readService: `${cluster.name}-r`,
    writeService: `${cluster.name}-rw`,
    image: facts.image,
    pgDataImageInfo: {
      image: facts.image,
      majorVersion: Number(server.version.split('.')[0]),
    },
    systemID: facts.systemId,
    certificates: facts.certificates,
    conditions: withCondition(
      conditionsOf({ status }).filter(({ type }) => type !== HIBERNATION),
      {
        type: 'ConsistentSystemID',
        status: 'True',
        reason: 'Unique',
        message:
          'A single, unique system ID was found across reporting instances.',
      },
      now,
    ),
  };
}

/** Status of a cluster whose server is not there for the moment. */
export function unavailableStatus(status: unknown, now: string): object {
  return {
    ...phaseStatus(
      status,
      PHASE.waiting,
      'The primary instance ended and is started again',
      now,
    ),
    readyInstances: 0,
    instancesStatus: null,
  };
}

/** Status of a cluster whose server was stopped on request; the phase stays what it was. */
export function hibernatedStatus(status: unknown, now: string): object {
  return {
    instances: 0,
    readyInstances: 0,
    instancesStatus: null,
    conditions: withCondition(
      conditionsOf({ status }),
      {
        type: HIBERNATION,
        status: 'True',
        reason: 'Hibernated',
        message: 'Cluster has been hibernated',
      },
      now,
    ),
  };
}
