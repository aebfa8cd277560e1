import type {
  KubernetesObject,
  ManagedDatabase,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { Problem } from '../claim/problem';
import { gate } from '../resources/gates';
import { composedName, incarnationOf } from '../resources/names';
import type { ObservedResources } from '../resources/observed-resources';
import {
  composedObject,
  type PlannedResource,
} from '../resources/planned-resource';
import type { Settings } from '../settings';
import { NO_CRON_EXPRESSION, withSeconds } from './daily-backup';
import { SERVER } from './placement';

/** Name of the place for backups within the composition. */
const STORE = 'server-backup-store';

/** The plugin of CloudNativePG that makes backups (plugin-barman-cloud 0.11). */
const PLUGIN = 'barman-cloud.cloudnative-pg.io';

/** Backups of a server, in the words of CloudNativePG. */
export interface CnpgBackups {
  claim: ManagedDatabase;
  retentionDays: number;
  /** With a field for seconds. */
  schedule: string;
  /** `spec.configuration` of the ObjectStore. */
  configuration: object;
}

/** The backups that a claim asks for, if any, or why there can be none. */
export function cnpgBackups(
  claim: ManagedDatabase,
  { cnpg }: Settings,
): CnpgBackups | Problem[] | undefined {
  const { backup } = claim.spec;
  if (!backup) return undefined;
  if (!cnpg.backups)
    return [
      {
        path: 'spec.backup',
        message:
          'No backup can be made at placement "cnpg", because the platform has no place for backups ("cnpg.backups" in the settings of the Composition). Leave it out, or ask the platform team to set it up.',
      },
    ];
  const schedule = withSeconds(backup.schedule);
  if (schedule === undefined) return [NO_CRON_EXPRESSION];
  const { retentionDays } = backup;
  const { configuration } = cnpg.backups;
  return { claim, retentionDays, schedule, configuration };
}

/** `spec.plugins` of the Cluster. */
export function backupPlugins({ claim }: CnpgBackups): object[] {
  return [
    {
      name: PLUGIN,
      isWALArchiver: true,
      parameters: {
        barmanObjectName: storeName(claim),
        serverName: folderOf(claim),
      },
    },
  ];
}

/** Whether the place for backups is there, which a Cluster with the plugin waits for. */
export function backupStoreNeed(observed: ObservedResources) {
  return observed.exists(STORE, 'the place for backups');
}

/** The place for backups, and when they are made. */
export function planBackups(
  backups: CnpgBackups,
  observed: ObservedResources,
): PlannedResource[] {
  return [
    {
      name: STORE,
      layer: 'server',
      object: objectStore(backups),
      gate: () => gate(),
    },
    {
      name: 'server-backup',
      layer: 'server',
      object: scheduledBackup(backups),
      gate: () => gate(observed.usable(SERVER, 'the server')),
    },
  ];
}

const storeName = ({ metadata }: ManagedDatabase) =>
  composedName(metadata.name, 'backups');

/**
 * The folder of a server in the place for backups. It is empty for a claim that comes
 * after another one of the same name: the plugin archives into no other.
 */
function folderOf(claim: ManagedDatabase): string {
  const { namespace, name } = claim.metadata;
  return composedName(namespace, name, incarnationOf(claim));
}

/** One for each claim, because the time that backups are kept is said here. */
function objectStore({
  claim,
  configuration,
  retentionDays,
}: CnpgBackups): KubernetesObject {
  return composedObject(claim, 'server', {
    apiVersion: 'barmancloud.cnpg.io/v1',
    kind: 'ObjectStore',
    name: storeName(claim),
    content: { spec: { configuration, retentionPolicy: `${retentionDays}d` } },
  });
}

/** The first backup is made at once: without one nothing can be restored. */
function scheduledBackup({ claim, schedule }: CnpgBackups): KubernetesObject {
  return composedObject(claim, 'server', {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'ScheduledBackup',
    name: claim.metadata.name,
    content: {
      spec: {
        schedule,
        immediate: true,
        backupOwnerReference: 'self',
        cluster: { name: claim.metadata.name },
        method: 'plugin',
        pluginConfiguration: { name: PLUGIN },
      },
    },
  });
}
