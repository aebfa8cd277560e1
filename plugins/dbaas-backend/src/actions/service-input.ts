import type { ServiceRef } from '@backstage-dbaas/plugin-dbaas-common';
import { NotFoundError } from '@backstage/errors';
import type { z } from 'zod/v3';

/** Zod in the version that the actions registry hands out. */
export type Zod = typeof z;

/** All actions of this plugin only read. */
export const READS_ONLY = {
  readOnly: true,
  idempotent: true,
  destructive: false,
};

/** A database service, as `list-database-services` names it. */
export const serviceInput = (zod: Zod) =>
  zod.object({
    cluster: zod.string().describe('Cluster that holds the claim'),
    namespace: zod.string().describe('Namespace of the claim'),
    name: zod.string().describe('Name of the claim'),
  });

/** For examples. */
export const EXAMPLE_SERVICE = {
  cluster: 'platform',
  namespace: 'team-orders',
  name: 'orders-db',
};

/** The answer, unless nothing is known of the database service, or may be by the caller. */
export function found<T>(answer: T | undefined, ref: ServiceRef): T {
  if (answer !== undefined) return answer;
  throw new NotFoundError(
    `There is no database service ${ref.namespace}/${ref.name} in cluster "${ref.cluster}". list-database-services tells which there are.`,
  );
}
