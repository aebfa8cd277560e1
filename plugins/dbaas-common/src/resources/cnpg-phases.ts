import type { ResourceState } from '../api/assessment';

/** `status.phase` of a Cluster when all is well (CloudNativePG 1.30). */
export const HEALTHY_PHASE = 'Cluster in healthy state';

/** When PostgreSQL cannot write any more. */
export const DISK_FULL_PHASE = 'Not enough disk space';

const PROGRESSING = [
  'Setting up primary',
  'Creating a new replica',
  'Waiting for the instances to become active',
  'Upgrading cluster',
  'Upgrading Postgres major version',
  'Applying configuration',
  'Online upgrade in progress',
  'Primary instance is being restarted in-place',
  'Primary instance is being restarted without a switchover',
  'Switchover in progress',
  'Promoting to primary cluster',
];

const DEGRADED = [
  'Failing over',
  'Cluster upgrade delayed',
  'Waiting for user action',
];

const FAILED = [
  DISK_FULL_PHASE,
  'Cluster is unrecoverable and needs manual intervention',
  'Cluster has incomplete or invalid image catalog',
  'Cluster cannot proceed to reconciliation due to an unknown plugin being required',
  'Cluster cannot proceed to reconciliation due to an error while interacting with plugins',
  'Cluster cannot execute instance online upgrade due to missing architecture binary',
  'Unable to create required cluster objects',
  'Invalid cluster definition',
];

/** Exact phases and what they mean (CloudNativePG 1.30, Cluster `status.phase`). */
export const CNPG_PHASES: ReadonlyMap<string, ResourceState> = new Map([
  [HEALTHY_PHASE, 'healthy'],
  ...PROGRESSING.map(phase => [phase, 'progressing'] as const),
  ...DEGRADED.map(phase => [phase, 'degraded'] as const),
  ...FAILED.map(phase => [phase, 'failed'] as const),
]);
