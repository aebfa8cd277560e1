import type { ResourceReader } from './reader';
import { readCluster } from './cnpg-cluster';
import {
  readBackup,
  readDatabase,
  readPooler,
  readScheduledBackup,
} from './cnpg-objects';

/** CloudNativePG 1.30. */
export const CLOUDNATIVE_PG_GROUP = 'postgresql.cnpg.io';

/** @internal */
export const cloudNativePgReaders: readonly ResourceReader[] = [
  { groups: [CLOUDNATIVE_PG_GROUP], kinds: ['Cluster'], read: readCluster },
  { groups: [CLOUDNATIVE_PG_GROUP], kinds: ['Database'], read: readDatabase },
  { groups: [CLOUDNATIVE_PG_GROUP], kinds: ['Pooler'], read: readPooler },
  { groups: [CLOUDNATIVE_PG_GROUP], kinds: ['Backup'], read: readBackup },
  {
    groups: [CLOUDNATIVE_PG_GROUP],
    kinds: ['ScheduledBackup'],
    read: readScheduledBackup,
  },
];
