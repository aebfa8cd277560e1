import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import type { UnreadableSource } from '../api/database-service';
import type { Plan } from '../plans/plan';
import type {
  LookupResult,
  ObjectKey,
  ReadResource,
  SidecarQuery,
} from '../resources/reader';

/**
 * What an assessment may know beside the tree. Without it less is said, never
 * something else.
 *
 * @public
 */
export interface AssessmentContext {
  now: Date;
  /** Whether an object exists anywhere in the clusters. Without it, absence is never concluded. */
  lookup?(cluster: string, key: ObjectKey): LookupResult;
  /** Pods of a cluster with a Dapr sidecar; undefined when they cannot be seen. */
  sidecars?(
    cluster: string,
    query: SidecarQuery,
  ): readonly KubernetesObject[] | undefined;
  /** What could not be read. */
  unreadable?: readonly UnreadableSource[];
  /** Whether the database service is known to have been ready at some time. */
  wasReady?: boolean;
  /** How long a first build normally takes; by placement and plan when not given. */
  buildBudgetSeconds?: number;
  /** The plans on offer; the default ones when not given. */
  plans?: readonly Plan[];
  /** When the service began or stopped to work, as far back as anybody remembers; RFC 3339. */
  stateChanges?: readonly string[];
  /** Types of conditions whose messages a composition writes for developers. */
  developerConditions?: readonly string[];
  /** Reads single objects; the built-in readers by default. */
  read?: ReadResource;
}
