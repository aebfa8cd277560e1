import type { ObservedResources } from '../resources/observed-resources';
import type { PlannedResource } from '../resources/planned-resource';
import type {
  RequiredObjects,
  Requirement,
  ServerAccess,
} from './server-access';

/** Name of the server within the composition, where the platform makes one. */
export const SERVER = 'server';

/** What runs, as the status of a claim tells it. */
export interface ServerFacts {
  version: string;
  /** Unknown for a server that the platform did not make. */
  storageGB?: number;
}

/**
 * All that differs between the places where servers are. Everything inside a server,
 * and everything after it, is the same in all of them.
 */
export interface Placement {
  /** Objects outside the composition that say how the server is reached. */
  requirements: Readonly<Record<string, Requirement>>;

  /** Reads how the server is reached. It guesses nothing. */
  readAccess(
    required: RequiredObjects,
    observed: ObservedResources,
  ): ServerAccess;

  /**
   * The server with all that belongs to it: network, backups, and every switch of its
   * own that keeps it from being deleted. Nothing for a server that is there already.
   */
  planServer(observed: ObservedResources): PlannedResource[];

  /**
   * Name within the composition of the resource that is the server. What is inside
   * waits for it, and it is deleted after all of that.
   */
  server?: string;

  /**
   * Names within the composition of what the access to the server rests on, such as its
   * administrator. What is inside waits for them; they are deleted after the server.
   */
  support: readonly string[];

  /**
   * Whether the server would refuse to be deleted for now. Until it would not, nobody
   * can delete the claim: the deletion would begin and not end.
   */
  refusesDeletion(
    observed: ObservedResources,
    required: RequiredObjects,
  ): boolean;

  /**
   * False when the administrator is a user like others: then it must be a member of a
   * role before it can give something to that role.
   */
  administratorIsSuperuser: boolean;

  facts(observed: ObservedResources): ServerFacts;

  /** What a claim asks for and does not get here. */
  warnings: readonly string[];
}
