import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import type { StatusError, WatchEvent } from './cluster-client';
import type { JsonSchema } from './schema/json-schema';

/** A printer column of a kind (CustomResourceDefinition `additionalPrinterColumns`). */
export interface PrinterColumn {
  name: string;
  type: string;
  jsonPath: string;
  format?: string;
  description?: string;
  /** 0 is shown always, more only with `-o wide`. */
  priority?: number;
}

/** Where the scale subresource of a kind finds its numbers. */
export interface ScalePaths {
  specReplicasPath: string;
  statusReplicasPath: string;
  labelSelectorPath?: string;
}

/** One served version of a kind of resources. */
export interface ResourceType {
  group: string;
  version: string;
  kind: string;
  listKind: string;
  plural: string;
  singular: string;
  shortNames: string[];
  categories: string[];
  namespaced: boolean;
  /** True when status is a subresource: written apart from the rest. */
  hasStatus: boolean;
  /** True when `metadata.generation` counts the changes of the desired state. */
  hasGeneration: boolean;
  /** Present when the kind has the scale subresource. */
  scale?: ScalePaths;
  printerColumns: PrinterColumn[];
  /** Structural schema of a custom resource, or what is known of a built-in kind. */
  schema?: JsonSchema;
  /** Built-in kinds are patched strategically and are not pruned. */
  builtIn: boolean;
  /** Versions of one kind share their objects; this one is what they are kept as. */
  storageVersion: string;
  /** Field paths a field selector may name besides `metadata.name` and `metadata.namespace`. */
  selectableFields: string[];
  /** Warning to send with every answer, when the version is deprecated. */
  deprecationWarning?: string;
}

/** Which objects a list, a watch or a collection delete selects. */
export interface Selection {
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
}

export interface ListQuery extends Selection {
  limit?: number;
  continue?: string;
  /** A version newer than what the cluster has is a 504, as `Timeout: Too large resource version`. */
  resourceVersion?: string;
  /** With `Exact`, only the current version can be served; an older one is a 410. */
  resourceVersionMatch?: string;
}

export interface ListResult {
  items: KubernetesObject[];
  resourceVersion: string;
  continue?: string;
  remainingItemCount?: number;
}

export type FieldValidation = 'Strict' | 'Warn' | 'Ignore';

/** Parts of an object that are written apart from the rest. */
export type Subresource = 'status' | 'finalize';

export interface WriteOptions {
  fieldManager?: string;
  dryRun?: boolean;
  /** What happens to fields that the schema does not know. Defaults to `Warn`. */
  fieldValidation?: FieldValidation;
  /** Writes the status and nothing else, or the finalizers of a namespace. */
  subresource?: Subresource;
}

/** An object as it is stored now, and warnings for the client. */
export interface WriteResult {
  object: KubernetesObject;
  created: boolean;
  warnings: string[];
}

export type PatchType = 'json' | 'merge' | 'strategic' | 'apply';

export interface PatchOptions extends WriteOptions {
  patchType: PatchType;
  /** Takes over fields that another manager owns (apply only). */
  force?: boolean;
}

export interface RemoveOptions {
  propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
  preconditions?: { uid?: string; resourceVersion?: string };
  dryRun?: boolean;
}

export interface RemoveResult {
  /** The object as it was when it was deleted or marked for deletion. */
  object: KubernetesObject;
  /** False while finalizers hold the object. */
  deleted: boolean;
}

/** An event of a watch; a bookmark carries only kind, resourceVersion and annotations. */
export type StreamEvent =
  | WatchEvent
  | { type: 'BOOKMARK'; object: KubernetesObject };

export interface WatchQuery extends Selection {
  /** Where to begin; absent or `0` sends what there is now first. */
  resourceVersion?: string;
  /** Sends what there is now, then a bookmark annotated `k8s.io/initial-events-end`. */
  sendInitialEvents?: boolean;
  /** Sends a bookmark about once a minute. */
  allowBookmarks?: boolean;
}

/** Is asked before an object is deleted; throws a StatusError to refuse. */
export type DeleteAdmission = (
  object: KubernetesObject,
  options: RemoveOptions,
) => void | Promise<void>;

/**
 * One cluster's API without HTTP: the verbs of the Kubernetes API on any kind.
 * Failures are StatusErrors with the codes, reasons and messages of an API server.
 *
 * Objects that come out are deeply frozen and shared; copy before you change.
 */
export interface ResourceApi {
  readonly cluster: string;

  /** All served types, built-in ones first; of one group the preferred version first. */
  types(): ResourceType[];
  findType(
    group: string,
    version: string,
    plural: string,
  ): ResourceType | undefined;
  findKind(apiVersion: string, kind: string): ResourceType | undefined;
  /** Called after types came or went; returns how to stop listening. */
  onTypesChanged(listener: () => void): () => void;

  get(
    type: ResourceType,
    namespace: string | undefined,
    name: string,
  ): KubernetesObject;
  list(type: ResourceType, query: ListQuery): ListResult;
  create(
    type: ResourceType,
    namespace: string | undefined,
    object: KubernetesObject,
    options?: WriteOptions,
  ): Promise<WriteResult>;
  update(
    type: ResourceType,
    namespace: string | undefined,
    name: string,
    object: KubernetesObject,
    options?: WriteOptions,
  ): Promise<WriteResult>;
  patch(
    type: ResourceType,
    namespace: string | undefined,
    name: string,
    body: unknown,
    options: PatchOptions,
  ): Promise<WriteResult>;
  remove(
    type: ResourceType,
    namespace: string | undefined,
    name: string,
    options?: RemoveOptions,
  ): Promise<RemoveResult>;
  removeCollection(
    type: ResourceType,
    selection: Selection,
    options?: RemoveOptions,
  ): Promise<KubernetesObject[]>;

  /**
   * Streams changes. Throws a StatusError 410 when the resourceVersion is too old.
   * The stream ends by itself when the type is no longer served; `onEnd` says so,
   * with the error to send when the watcher fell behind.
   *
   * @returns how to stop
   */
  watch(
    type: ResourceType,
    query: WatchQuery,
    onEvent: (event: StreamEvent) => void,
    onEnd?: (error?: StatusError) => void,
  ): () => void;
  /** The newest resourceVersion of the cluster, for bookmarks. */
  currentResourceVersion(): string;
}
