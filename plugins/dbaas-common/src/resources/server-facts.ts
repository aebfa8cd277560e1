import { z } from 'zod';
import {
  groupOf,
  type KubernetesObject,
} from '../kubernetes/kubernetes-object';
import { clusterStatusOf } from './cnpg-status';
import { atProviderOf } from './upjet';

/** A fact that an object states, and where. */
export interface StatedFact<T> {
  path: string;
  value: T;
}

/** Where the servers of each placement say which version they run. */
const VERSION_FIELDS = ['engineVersionActual', 'databaseVersion', 'version'];

/**
 * The version of PostgreSQL that a server runs, as it says itself: in the tag of its
 * image (CloudNativePG), or in `status.atProvider` (`17.4`, `17`, `POSTGRES_17`).
 */
export function runningVersionOf(
  server: KubernetesObject,
): StatedFact<string> | undefined {
  if (groupOf(server) === 'postgresql.cnpg.io') {
    const { image } = clusterStatusOf(server);
    const tag = /:(\d+(?:\.\d+)?)(?:[-.\w]*)$/.exec(image ?? '')?.[1];
    return tag === undefined ? undefined : { path: 'status.image', value: tag };
  }
  const actual = atProviderOf(server);
  for (const field of VERSION_FIELDS) {
    const value = actual[field];
    const version =
      typeof value === 'string' && /(\d+(?:\.\d+)?)$/.exec(value)?.[1];
    if (version) return { path: `status.atProvider.${field}`, value: version };
  }
  return undefined;
}

const growthSchema = z.object({
  allocatedStorage: z.number().positive(),
  maxAllocatedStorage: z.number().positive(),
});

/** Storage that grows by itself up to a limit, in GB. */
export type GrowingStorage = z.infer<typeof growthSchema>;

/** The storage of a server of RDS that grows by itself; undefined for all others. */
export function growingStorageOf(
  server: KubernetesObject,
): GrowingStorage | undefined {
  return growthSchema.safeParse(atProviderOf(server)).data;
}
