import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import type { WatchEvent } from './cluster-client';
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
  printerColumns: PrinterColumn[];
  /** Structural schema of a custom resource, or what is known of a built-in kind. */
  schema?: JsonSchema;
  /** Built-in kinds are patched strategically and are not pruned. */
  builtIn: boolean;
  /** Versions of one kind share their objects; this one is what they are kept as. */
  storageVersion: string;
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
}

export interface ListResult {
  items: KubernetesObject[];
  resourceVersion: string;
  continue?: string;
  remainingItemCount?: number;
}

export type FieldValidation = 'Strict' | 'Warn' | 'Ignore';

export interface WriteOptions {
  fieldManager?: string;
  dryRun?: boolean;
  fieldValidation?: FieldValidation;
  /** Writes the status and nothing else. */
  subresource?: 'status';
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

/** An event of a watch; a bookmark carries only kind and resourceVersion. */
export type StreamEvent = WatchEvent | { type: 'BOOKMARK'; object: KubernetesObject };

export interface WatchQuery extends Selection {
  /** Where to begin; absent or `0` sends what there is now first. */
  resourceVersion?: string;
}

/** Is asked before an object is deleted; throws a StatusError to refuse. */
export type DeleteAdmission = (
  object: KubernetesObject,
  options: RemoveOptions,
) => void | Promise<void>;

/**
 * One cluster's API without HTTP: the verbs of the Kubernetes API on any kind.
 * Failures are StatusErrors with the codes, reasons and messages of an API server.
 */
export interface ResourceApi {
  readonly cluster: string;

  /** All served types, built-in ones first. */
  types(): ResourceType[];
  findType(group: string, version: string, plural: string): ResourceType | undefined;
  findKind(apiVersion: string, kind: string): ResourceType | undefined;
  /** Called after types came or went; returns how to stop listening. */
  onTypesChanged(listener: () => void): () => void;

  get(type: ResourceType, namespace: string | undefined, name: string): KubernetesObject;
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
  /** The object as it was when it was deleted or marked for deletion. */
  remove(
    type: ResourceType,
    namespace: string | undefined,
    name: string,
    options?: RemoveOptions,
  ): Promise<KubernetesObject>;
  removeCollection(
    type: ResourceType,
    selection: Selection,
    options?: RemoveOptions,
  ): Promise<KubernetesObject[]>;

  /**
   * Streams changes. Throws a StatusError 410 when the resourceVersion is too old.
   * @returns how to stop
   */
  watch(
    type: ResourceType,
    query: WatchQuery,
    onEvent: (event: StreamEvent) => void,
  ): () => void;
  /** The newest resourceVersion of the cluster, for bookmarks. */
  currentResourceVersion(): string;

  /** Adds a check that can refuse deletions, as a validating webhook does. */
  addDeleteAdmission(check: DeleteAdmission): () => void;
}
