import { WorkQueue } from '../../controllers/work-queue';
import type { Log } from '../../log';
import { isNotFound } from '../cluster-client';
import { parseDefinition } from '../custom-resources/definition';
import {
  CLEANUP_FINALIZER,
  DEFINITIONS,
} from '../custom-resources/definition-lifecycle';
import type { ResourceApi } from '../resource-api';
import type { ObjectStore } from '../storage/object-store';
import { storageKey, type TypeRegistry } from '../type-registry';

/** Deletes the objects of a CustomResourceDefinition that is deleted, then lets it go. */
export class CustomResourceCleanup {
  readonly #store: ObjectStore;
  readonly #registry: TypeRegistry;
  readonly #api: ResourceApi;
  readonly #queue: WorkQueue<string>;
  readonly #stopListening: () => void;

  constructor(
    store: ObjectStore,
    registry: TypeRegistry,
    api: ResourceApi,
    log: Log,
  ) {
    this.#store = store;
    this.#registry = registry;
    this.#api = api;
    this.#queue = new WorkQueue<string>({
      identify: name => name,
      concurrency: 2,
      process: name => this.#cleanUp(name),
      onError: (name, error, retryIn) =>
        log.debug(
          `definition ${name}: ${error.message}; retry in ${retryIn} ms`,
        ),
    });
    this.#stopListening = store.onChange(({ type, object, removed }) => {
      if (
        type === DEFINITIONS &&
        object.metadata.deletionTimestamp !== undefined
      )
        this.#queue.add(object.metadata.name);
      else if (removed) this.#enqueueDefinitionOf(type);
    });
    store
      .list(DEFINITIONS)
      .filter(({ metadata }) => metadata.deletionTimestamp !== undefined)
      .forEach(({ metadata }) => this.#queue.add(metadata.name));
  }

  async stop(): Promise<void> {
    this.#stopListening();
    await this.#queue.stop();
  }

  #enqueueDefinitionOf(key: string): void {
    const [group, plural] = key.split('/');
    const definition = this.#store.get(
      DEFINITIONS,
      undefined,
      `${plural}.${group}`,
    );
    if (definition?.metadata.deletionTimestamp !== undefined)
      this.#queue.add(definition.metadata.name);
  }

  async #cleanUp(name: string): Promise<void> {
    const definition = this.#store.get(DEFINITIONS, undefined, name);
    if (!definition?.metadata.finalizers?.includes(CLEANUP_FINALIZER)) return;
    const { group, names } = parseDefinition(definition);
    const key = storageKey({ group, plural: names.plural });
    const type = this.#registry.ofStorage(key);
    for (const { metadata } of type ? this.#store.list(key) : []) {
      if (!type || metadata.deletionTimestamp !== undefined) continue;
      try {
        await this.#api.remove(type, metadata.namespace, metadata.name);
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    }
    if (this.#store.list(key).length > 0) return;
    const definitions = this.#registry.findKind(
      'apiextensions.k8s.io/v1',
      'CustomResourceDefinition',
    );
    if (!definitions) return;
    const finalizers = definition.metadata.finalizers.filter(
      finalizer => finalizer !== CLEANUP_FINALIZER,
    );
    await this.#api.patch(
      definitions,
      undefined,
      name,
      { metadata: { finalizers } },
      { patchType: 'merge', fieldManager: 'kube-apiserver' },
    );
  }
}
