import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import type { Log } from '../log';
import { isNotFound, type StatusError } from './cluster-client';
import {
  completeDefinition,
  DEFINITIONS,
  isEstablished,
  markTerminating,
} from './custom-resources/definition-lifecycle';
import { CustomResourceCleanup } from './lifecycle/custom-resource-cleanup';
import { EventExpiry } from './lifecycle/event-expiry';
import { GarbageCollector } from './lifecycle/garbage-collector';
import { NamespaceController } from './lifecycle/namespace-controller';
import { listObjects } from './reading/list';
import { viewAs } from './reading/object-view';
import { WatchStreams } from './reading/watch-streams';
import type {
  DeleteAdmission,
  ListQuery,
  ListResult,
  PatchOptions,
  RemoveOptions,
  RemoveResult,
  ResourceApi,
  ResourceType,
  Selection,
  StreamEvent,
  WatchQuery,
  WriteOptions,
  WriteResult,
} from './resource-api';
import { forbidden, methodNotAllowed, notFound } from './status-errors';
import { ObjectStore } from './storage/object-store';
import { storageKey, TypeRegistry } from './type-registry';
import { ObjectRemover } from './writing/object-remover';
import { ObjectWriter } from './writing/object-writer';
import { timestamp } from './timestamp';

const NAMESPACES = '/namespaces';
/** Namespaces that every cluster has. */
const SYSTEM_NAMESPACES = [
  'default',
  'kube-system',
  'kube-public',
  'kube-node-lease',
];

export interface ClusterOptions {
  /** Name of the cluster, such as `platform`. */
  name: string;
  /** Where the objects of the cluster are kept. */
  directory: string;
  log: Log;
  /** How many changes a watch can be resumed from, at least. */
  rememberedChanges?: number;
  /**
   * Make checks that can refuse deletions, as validating webhooks do. They are in
   * force as long as the cluster is, whether or not the operator behind them runs.
   */
  deleteAdmissions?: readonly ((api: ResourceApi) => DeleteAdmission)[];
}

/** A Kubernetes cluster without nodes: its API and the controllers that belong to it. */
export class Cluster implements ResourceApi {
  readonly cluster: string;
  readonly #store: ObjectStore;
  readonly #registry = new TypeRegistry();
  readonly #streams: WatchStreams;
  readonly #writer: ObjectWriter;
  readonly #remover: ObjectRemover;
  readonly #controllers: { stop(): Promise<void> }[];

  private constructor({
    name,
    directory,
    log,
    rememberedChanges,
    deleteAdmissions = [],
  }: ClusterOptions) {
    this.cluster = name;
    this.#store = new ObjectStore(directory, rememberedChanges);
    this.#serveDefinitions();
    this.#streams = new WatchStreams(this.#store, this.#registry);
    this.#writer = new ObjectWriter(this.#store, {
      admitCreate: (type, namespace, object) =>
        this.#admitCreate(type, namespace, object),
      complete: (type, object) =>
        storageKey(type) === DEFINITIONS
          ? completeDefinition(object, this.#registry, timestamp())
          : object,
    });
    this.#remover = new ObjectRemover(
      this.#store,
      (type, object) => markDeleted(type, object),
      [refuseSystemNamespaces, ...deleteAdmissions.map(make => make(this))],
    );
    this.#controllers = [
      GarbageCollector,
      NamespaceController,
      CustomResourceCleanup,
      EventExpiry,
    ].map(Controller => new Controller(this.#store, this.#registry, this, log));
  }

  /** Opens a cluster with the objects in its directory; a new one gets its namespaces. */
  static async open(options: ClusterOptions): Promise<Cluster> {
    const cluster = new Cluster(options);
    const type = cluster.#registry.findKind('v1', 'Namespace');
    for (const name of type ? SYSTEM_NAMESPACES : []) {
      if (!type || cluster.#store.get(NAMESPACES, undefined, name)) continue;
      await cluster.create(
        type,
        undefined,
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
        { fieldManager: 'kube-apiserver' },
      );
    }
    return cluster;
  }

  /** Ends the controllers and writes everything down. */
  async close(): Promise<void> {
    await Promise.all(this.#controllers.map(controller => controller.stop()));
    this.#store.close();
  }

  types(): ResourceType[] {
    return this.#registry.types();
  }

  findType(
    group: string,
    version: string,
    plural: string,
  ): ResourceType | undefined {
    return this.#registry.findType(group, version, plural);
  }

  findKind(apiVersion: string, kind: string): ResourceType | undefined {
    return this.#registry.findKind(apiVersion, kind);
  }

  onTypesChanged(listener: () => void): () => void {
    return this.#registry.onChange(listener);
  }

  get(
    type: ResourceType,
    namespace: string | undefined,
    name: string,
  ): KubernetesObject {
    const stored = this.#store.get(storageKey(type), namespace, name);
    if (!stored) throw notFound(type, name);
    return viewAs(type, stored);
  }

  list(type: ResourceType, query: ListQuery): ListResult {
    return listObjects(this.#store, type, query);
  }

  async create(
    type: ResourceType,
    namespace: string | undefined,
    object: KubernetesObject,
    options: WriteOptions = {},
  ): Promise<WriteResult> {
    return this.#writer.create(type, namespace, object, options);
  }

  async update(
    type: ResourceType,
    namespace: string | undefined,
    name: string,
    object: KubernetesObject,
    options: WriteOptions = {},
  ): Promise<WriteResult> {
    return this.#writer.update(type, namespace, name, object, options);
  }

  async patch(
    type: ResourceType,
    namespace: string | undefined,
    name: string,
    body: unknown,
    options: PatchOptions,
  ): Promise<WriteResult> {
    return this.#writer.patch(type, namespace, name, body, options);
  }

  remove(
    type: ResourceType,
    namespace: string | undefined,
    name: string,
    options: RemoveOptions = {},
  ): Promise<RemoveResult> {
    return this.#remover.remove(type, namespace, name, options);
  }

  async removeCollection(
    type: ResourceType,
    selection: Selection,
    options: RemoveOptions = {},
  ): Promise<KubernetesObject[]> {
    const removed: KubernetesObject[] = [];
    for (const { metadata } of this.list(type, selection).items) {
      try {
        removed.push(
          (await this.remove(type, metadata.namespace, metadata.name, options))
            .object,
        );
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    }
    return removed;
  }

  watch(
    type: ResourceType,
    query: WatchQuery,
    onEvent: (event: StreamEvent) => void,
    onEnd?: (error?: StatusError) => void,
  ): () => void {
    return this.#streams.open(type, query, onEvent, onEnd);
  }

  currentResourceVersion(): string {
    return String(this.#store.version);
  }

  /** Custom resources are served from the moment their definition is stored. */
  #serveDefinitions(): void {
    this.#store
      .list(DEFINITIONS)
      .filter(isEstablished)
      .forEach(definition => this.#registry.define(definition));
    this.#store.onChange(({ type, object, removed }) => {
      if (type !== DEFINITIONS) return;
      if (removed) this.#registry.undefine(object.metadata.name);
      else if (isEstablished(object)) this.#registry.define(object);
    });
  }

  #admitCreate(
    type: ResourceType,
    namespace: string | undefined,
    name: string,
  ): void {
    const definition = this.#store.get(
      DEFINITIONS,
      undefined,
      `${type.plural}.${type.group}`,
    );
    if (definition?.metadata.deletionTimestamp !== undefined)
      throw methodNotAllowed(type, 'create');
    if (!type.namespaced) return;
    const namespaces = { group: '', plural: 'namespaces', kind: 'Namespace' };
    const found = this.#store.get(NAMESPACES, undefined, namespace ?? '');
    if (!found) throw notFound(namespaces, namespace ?? '');
    if (found.metadata.deletionTimestamp === undefined) return;
    throw forbidden(
      type,
      name,
      `unable to create new content in namespace ${namespace} because it is being terminated`,
      [
        {
          reason: 'NamespaceTerminating',
          message: `namespace ${namespace} is being terminated`,
          field: 'metadata.namespace',
        },
      ],
    );
  }
}

/** API servers keep the namespaces that clusters need (NamespaceLifecycle admission). */
function refuseSystemNamespaces({
  apiVersion,
  kind,
  metadata,
}: KubernetesObject): void {
  const isNamespace = apiVersion === 'v1' && kind === 'Namespace';
  if (!isNamespace || !SYSTEM_NAMESPACES.includes(metadata.name)) return;
  const type = { group: '', plural: 'namespaces', kind };
  throw forbidden(type, metadata.name, 'this namespace may not be deleted');
}

function markDeleted(
  type: ResourceType,
  object: KubernetesObject,
): KubernetesObject {
  if (storageKey(type) === DEFINITIONS)
    return markTerminating(object, timestamp());
  if (storageKey(type) !== NAMESPACES) return object;
  const status =
    typeof object.status === 'object' && object.status !== null
      ? object.status
      : {};
  return { ...object, status: { ...status, phase: 'Terminating' } };
}
