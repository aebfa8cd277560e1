/** API version that CloudNativePG serves. */
export const CNPG_API_VERSION = 'postgresql.cnpg.io/v1';

export const CLUSTER = { apiVersion: CNPG_API_VERSION, kind: 'Cluster' };
export const BACKUP = { apiVersion: CNPG_API_VERSION, kind: 'Backup' };
export const SCHEDULED_BACKUP = {
  apiVersion: CNPG_API_VERSION,
  kind: 'ScheduledBackup',
};
export const SECRET = { apiVersion: 'v1', kind: 'Secret' };
export const SERVICE = { apiVersion: 'v1', kind: 'Service' };
export const POD = { apiVersion: 'v1', kind: 'Pod' };

/** Component that Events come from. */
export const EVENT_SOURCE = 'cloudnative-pg';
