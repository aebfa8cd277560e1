import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';

/** Names a kind the way an owner reference does. */
export interface KindRef {
  /** `v1` or `group/version`. */
  apiVersion: string;
  kind: string;
}

/** Names one object. `namespace` is absent for cluster-scoped kinds. */
export interface ObjectRef extends KindRef {
  namespace?: string;
  name: string;
}

/** What a list or a watch selects. */
export interface ListOptions {
  namespace?: string;
  /** Label selector in the text form that Kubernetes takes. */
  labelSelector?: string;
  /** Field selector on `metadata.name`, `metadata.namespace` and a few more. */
  fieldSelector?: string;
}

export interface ApplyOptions {
  /** Field manager, as in `managedFields`. */
  fieldManager: string;
  force?: boolean;
  /** Applies the status and nothing else. */
  subresource?: 'status';
  /** Says what the object would be, and changes nothing. */
  dryRun?: boolean;
}

export interface DeleteOptions {
  propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
  preconditions?: { uid?: string; resourceVersion?: string };
}

/** What a Kubernetes Event says. */
export interface RecordedEvent {
  type: 'Normal' | 'Warning';
  reason: string;
  message: string;
  /** The component that reports. */
  source: string;
}

export interface WatchEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED';
  object: KubernetesObject;
}

/**
 * What the sandbox's operators know of a cluster. It has the semantics of the
 * Kubernetes API (conflicts, finalizers, owner references, server-side apply,
 * status subresource) without the HTTP in between. Failures are {@link
 * StatusError}s, as an API server would answer.
 */
export interface ClusterClient {
  /** Name of the cluster, such as `platform`. */
  readonly cluster: string;

  /** The object, or undefined when it does not exist. An unknown kind is an error. */
  get(ref: ObjectRef): Promise<KubernetesObject | undefined>;
  list(kind: KindRef, options?: ListOptions): Promise<KubernetesObject[]>;

  create(object: KubernetesObject): Promise<KubernetesObject>;
  /** Replaces the object; a stale `metadata.resourceVersion` is a conflict. */
  update(object: KubernetesObject): Promise<KubernetesObject>;
  /** Server-side apply: creates the object or takes over the given fields. */
  apply(
    object: KubernetesObject,
    options: ApplyOptions,
  ): Promise<KubernetesObject>;
  /** JSON merge patch of the object without its status. */
  patch(ref: ObjectRef, patch: object): Promise<KubernetesObject>;
  /** JSON merge patch of the status subresource. */
  patchStatus(ref: ObjectRef, status: object): Promise<KubernetesObject>;
  /** Marks for deletion or deletes. Deleting what is gone is a 404. */
  delete(ref: ObjectRef, options?: DeleteOptions): Promise<void>;

  /**
   * Calls `onEvent` for every object there is now (as ADDED), then for every
   * change, in order, until the returned function is called. A kind that does
   * not exist yet is fine: events start when its CRD is established.
   */
  watch(
    kind: KindRef,
    onEvent: (event: WatchEvent) => void,
    options?: ListOptions,
  ): () => void;

  /** Records a Kubernetes Event about an object, deduplicated as kubelet and controllers do. */
  recordEvent(about: KubernetesObject, event: RecordedEvent): Promise<void>;

  /** True when the kind is served: built in, or its CRD is established. */
  serves(kind: KindRef): boolean;

  /** Whether objects of a kind live in namespaces. An unknown kind is an error. */
  isNamespaced(kind: KindRef): boolean;
}

/** An error answer of the API server, with the body a client would get. */
export class StatusError extends Error {
  constructor(
    /** HTTP status code. */
    readonly code: number,
    /** Machine-readable reason, such as `NotFound`, `Conflict` or `Invalid`. */
    readonly reason: string,
    message: string,
    readonly details?: {
      name?: string;
      group?: string;
      kind?: string;
      causes?: { reason: string; message: string; field: string }[];
      retryAfterSeconds?: number;
    },
  ) {
    super(message);
    this.name = 'StatusError';
  }
}

export function isNotFound(error: unknown): boolean {
  return error instanceof StatusError && error.code === 404;
}

export function isConflict(error: unknown): boolean {
  return error instanceof StatusError && error.code === 409;
}
