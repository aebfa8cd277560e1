import type { ManagedDatabase } from '@backstage-dbaas/plugin-dbaas-common';
import { databaseOfResource, databaseResource } from './databases';
import { protectionResource } from './deletion-protection';
import type { ObservedResources } from '../resources/observed-resources';

/** A database to make or to keep. */
export interface DatabaseRequest {
  name: string;
  extensions: readonly string[];
  /** It is in the claim no more, but deletion protection keeps it, or has not let go of it yet. */
  retained: boolean;
}

/**
 * The databases of a claim. Taking a database out of a protected claim does not
 * drop it: protection would be worth little if a shorter list deleted data. Once
 * protection is off the Usage goes first and the database after it, because
 * Crossplane (2.3) stops collecting garbage at the first deletion that is refused.
 */
export function databaseRequests(
  claim: ManagedDatabase,
  observed: ObservedResources,
): DatabaseRequest[] {
  const requested = claim.spec.databases.map(database => ({
    ...database,
    retained: false,
  }));
  const known = new Set(requested.map(database => database.name));
  const retained = observed
    .namesOfKind('Database')
    .map(databaseOfResource)
    .filter(name => name !== undefined)
    .filter(name => !known.has(name))
    .filter(
      name =>
        claim.spec.deletionProtection ||
        observed.has(protectionResource(databaseResource(name))),
    )
    .sort()
    .map(name => ({ name, extensions: [], retained: true }));
  return [...requested, ...retained];
}
