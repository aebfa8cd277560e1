import type {
  GroupKind,
  KubernetesObject,
} from '../kubernetes/kubernetes-object';
import type { Verdict } from './verdict';

/** Names an object within one cluster. @public */
export interface ObjectKey extends GroupKind {
  namespace?: string;
  name: string;
}

/**
 * What is known of another object. `unreadable` means that nobody may or can look,
 * which is not the same as `missing`.
 *
 * @public
 */
export type LookupResult =
  | { found: 'yes'; object: KubernetesObject }
  | { found: 'no' }
  | { found: 'unreadable' };

/** A warning that a controller wrote as an Event. @public */
export interface ObservedWarning {
  reason: string;
  message: string;
  /** RFC 3339. */
  at?: string;
}

/** Which pods with a Dapr sidecar: those of a namespace, or those of an application. @public */
export type SidecarQuery = { namespace?: string } | { appId: string };

/**
 * What a reader may know beside the object. Only `now` is required: without the
 * rest a reader says less, never something else.
 *
 * @public
 */
export interface ReadContext {
  now: Date;
  /** Other objects of the same cluster. */
  lookup?(key: ObjectKey): LookupResult;
  /** Newest warning Event about the object. */
  latestWarning?(object: KubernetesObject): ObservedWarning | undefined;
  /** Pods of the same cluster with a Dapr sidecar; undefined when they cannot be seen. */
  sidecars?(query: SidecarQuery): readonly KubernetesObject[] | undefined;
  /** Whether the database server is still being made. */
  serverBuilding?: boolean;
  /** When the database server was created, RFC 3339. */
  serverCreatedAt?: string;
  /** How long a first build normally takes. */
  buildBudgetSeconds?: number;
  /** Whether the object is known to have been ready at some time. */
  wasReady?: boolean;
}

/** Reads any object. @public */
export type ReadResource = (
  object: KubernetesObject,
  context: ReadContext,
) => Verdict;

/**
 * Reads one or more kinds. Readers are pure: the same object, context and time
 * always give the same verdict.
 *
 * @public
 */
export interface ResourceReader {
  /** API groups; `*.aws.upbound.io` stands for every group that ends like this. */
  groups: readonly string[];
  /** Kinds within the groups; all of them when missing. */
  kinds?: readonly string[];
  /**
   * @param readResource - for readers of objects that carry others
   */
  read(
    object: KubernetesObject,
    context: ReadContext,
    readResource: ReadResource,
  ): Verdict;
}

/** Whether a reader is made for a kind. Kinds are never matched without their group. @public */
export function readsKind(
  reader: ResourceReader,
  { group, kind }: GroupKind,
): boolean {
  const inGroup = reader.groups.some(pattern =>
    pattern.startsWith('*.')
      ? group.endsWith(pattern.slice(1))
      : group === pattern,
  );
  return inGroup && (reader.kinds === undefined || reader.kinds.includes(kind));
}
