import type { ManagedDatabase } from '@backstage-dbaas/plugin-dbaas-common';
import { databaseOfResource } from './databases';
import type { ObservedResources } from '../resources/observed-resources';

/** A database to make or to keep. */
export interface DatabaseRequest {
  name: string;
  extensions: readonly string[];
  /** It is in the claim no more, but deletion protection keeps it. */
  retained: boolean;
}

/**
 * The databases of a claim. Taking a database out of a protected claim does not
 * drop it: protection would be worth little if a shorter list deleted data.
 */
export function databaseRequests(
  claim: ManagedDatabase,
  observed: ObservedResources,
): DatabaseRequest[] {
  const requested = claim.spec.databases.map(database => ({
    ...database,
    retained: false,
  }));
  if (!claim.spec.deletionProtection) return requested;
  const known = new Set(requested.map(database => database.name));
  const retained = observed
    .names()
    .map(databaseOfResource)
    .filter(name => name !== undefined)
    .filter(name => !known.has(name))
    .sort()
    .map(name => ({ name, extensions: [], retained: true }));
  return [...requested, ...retained];
}
