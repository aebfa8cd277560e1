import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { WorkQueue } from '../../controllers/work-queue';
import type { Log } from '../../log';
import { isNotFound } from '../cluster-client';
import type { ResourceApi, ResourceType } from '../resource-api';
import type { Change, ObjectStore } from '../storage/object-store';
import { storageKey, type TypeRegistry } from '../type-registry';
import { timestamp } from '../timestamp';

const FIELD_MANAGER = 'kube-controller-manager';
const NAMESPACES = '/namespaces';

interface Content {
  type: ResourceType;
  object: KubernetesObject;
}

/** Gives namespaces their default service account and empties those that are deleted. */
export class NamespaceController {
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
      process: name => this.#reconcile(name),
      onError: (name, error, retryIn) =>
        log.debug(
          `namespace ${name}: ${error.message}; retry in ${retryIn} ms`,
        ),
    });
    this.#stopListening = store.onChange(change => this.#enqueue(change));
    store
      .list(NAMESPACES)
      .forEach(({ metadata }) => this.#queue.add(metadata.name));
  }

  async stop(): Promise<void> {
    this.#stopListening();
    await this.#queue.stop();
  }

  #enqueue({ type, object, removed }: Change): void {
    const { name, namespace } = object.metadata;
    if (type === NAMESPACES && !removed) this.#queue.add(name);
    else if (namespace !== undefined && this.#isTerminating(namespace))
      this.#queue.add(namespace);
  }

  #isTerminating(name: string): boolean {
    return (
      this.#store.get(NAMESPACES, undefined, name)?.metadata
        .deletionTimestamp !== undefined
    );
  }

  async #reconcile(name: string): Promise<void> {
    const namespace = this.#store.get(NAMESPACES, undefined, name);
    if (!namespace) return;
    if (namespace.metadata.deletionTimestamp === undefined)
      await this.#addServiceAccount(name);
    else await this.#empty(namespace);
  }

  async #addServiceAccount(namespace: string): Promise<void> {
    const type = this.#registry.findKind('v1', 'ServiceAccount');
    if (!type || this.#store.get(storageKey(type), namespace, 'default'))
      return;
    const account = {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'default', namespace },
    };
    await this.#api.create(type, namespace, account, {
      fieldManager: FIELD_MANAGER,
    });
  }

  async #empty(namespace: KubernetesObject): Promise<void> {
    const { name } = namespace.metadata;
    for (const { type, object } of this.#contents(name)) {
      if (object.metadata.deletionTimestamp === undefined)
        await this.#delete(type, object);
    }
    const rest = this.#contents(name);
    const type = this.#registry.findKind('v1', 'Namespace');
    if (!type) return;
    if (rest.length === 0) {
      await this.#api.update(
        type,
        undefined,
        name,
        { ...namespace, metadata: { name }, spec: {} },
        { subresource: 'finalize', fieldManager: FIELD_MANAGER },
      );
      return;
    }
    await this.#api.patch(
      type,
      undefined,
      name,
      {
        status: {
          phase: 'Terminating',
          conditions: terminatingConditions(namespace, rest),
        },
      },
      {
        patchType: 'merge',
        subresource: 'status',
        fieldManager: FIELD_MANAGER,
      },
    );
  }

  #contents(namespace: string): Content[] {
    return [...this.#store.all()]
      .filter(({ object }) => object.metadata.namespace === namespace)
      .flatMap(({ type, object }) => {
        const served = this.#registry.ofStorage(type);
        return served ? [{ type: served, object }] : [];
      });
  }

  async #delete(
    type: ResourceType,
    { metadata }: KubernetesObject,
  ): Promise<void> {
    try {
      await this.#api.remove(type, metadata.namespace, metadata.name, {
        propagationPolicy: 'Background',
      });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
}

/** What `kubectl get namespace -o yaml` says about a deletion that does not end. */
function terminatingConditions(
  { status }: KubernetesObject,
  rest: Content[],
): object[] {
  const counts = (names: string[]) =>
    [...new Set(names)].map(name => [
      name,
      names.filter(entry => entry === name).length,
    ]);
  const kinds = counts(
    rest.map(({ type }) =>
      type.group === '' ? `${type.plural}.` : `${type.plural}.${type.group}`,
    ),
  ).map(([name, count]) => `${name} has ${count} resource instances`);
  const finalizers = counts(
    rest.flatMap(({ object }) => object.metadata.finalizers ?? []),
  ).map(([name, count]) => `${name} in ${count} resource instances`);
  const conditions = [
    {
      type: 'NamespaceContentRemaining',
      status: 'True',
      reason: 'SomeResourcesRemain',
      message: `Some resources are remaining: ${kinds.join(', ')}`,
    },
    ...(finalizers.length > 0
      ? [
          {
            type: 'NamespaceFinalizersRemaining',
            status: 'True',
            reason: 'SomeFinalizersRemain',
            message: `Some content in the namespace has finalizers remaining: ${finalizers.join(
              ', ',
            )}`,
          },
        ]
      : []),
  ];
  const known =
    typeof status === 'object' &&
    status !== null &&
    'conditions' in status &&
    Array.isArray(status.conditions)
      ? status.conditions
      : [];
  return conditions.map(condition => ({
    ...condition,
    lastTransitionTime:
      known.find(entry => entry?.type === condition.type)?.lastTransitionTime ??
      timestamp(),
  }));
}
