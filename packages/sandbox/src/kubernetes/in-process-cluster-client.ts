import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { copyJson } from './copy-json';
import {
  isNotFound,
  StatusError,
  type ApplyOptions,
  type ClusterClient,
  type DeleteOptions,
  type KindRef,
  type ListOptions,
  type ObjectRef,
  type RecordedEvent,
  type WatchEvent,
} from './cluster-client';
import { recordEvent } from './event-recorder';
import type { PatchOptions, ResourceApi, ResourceType } from './resource-api';

/** Talks to a cluster in the same process, as one field manager. */
export class InProcessClusterClient implements ClusterClient {
  readonly cluster: string;
  readonly #api: ResourceApi;
  readonly #fieldManager: string;

  constructor(api: ResourceApi, fieldManager: string) {
    this.cluster = api.cluster;
    this.#api = api;
    this.#fieldManager = fieldManager;
  }

  async get({
    namespace,
    name,
    ...kind
  }: ObjectRef): Promise<KubernetesObject | undefined> {
    const type = this.#typeOf(kind);
    try {
      return copyJson(this.#api.get(type, namespaceFor(type, namespace), name));
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  async list(
    kind: KindRef,
    options: ListOptions = {},
  ): Promise<KubernetesObject[]> {
    return copyJson(this.#api.list(this.#typeOf(kind), options).items);
  }

  async create(object: KubernetesObject): Promise<KubernetesObject> {
    const type = this.#typeOf(object);
    const namespace = namespaceFor(type, object.metadata.namespace);
    return copyJson(
      (
        await this.#api.create(type, namespace, object, {
          fieldManager: this.#fieldManager,
        })
      ).object,
    );
  }

  async update(object: KubernetesObject): Promise<KubernetesObject> {
    const type = this.#typeOf(object);
    const { namespace, name } = object.metadata;
    const options = { fieldManager: this.#fieldManager };
    return copyJson(
      (
        await this.#api.update(
          type,
          namespaceFor(type, namespace),
          name,
          object,
          options,
        )
      ).object,
    );
  }

  async apply(
    object: KubernetesObject,
    options: ApplyOptions,
  ): Promise<KubernetesObject> {
    return this.#patch(refOf(object), object, {
      ...options,
      patchType: 'apply',
    });
  }

  async patch(ref: ObjectRef, patch: object): Promise<KubernetesObject> {
    return this.#patch(ref, patch, {
      patchType: 'merge',
      fieldManager: this.#fieldManager,
    });
  }

  async patchStatus(ref: ObjectRef, status: object): Promise<KubernetesObject> {
    const options: PatchOptions = {
      patchType: 'merge',
      subresource: 'status',
      fieldManager: this.#fieldManager,
    };
    return this.#patch(ref, { status }, options);
  }

  async delete(
    { namespace, name, ...kind }: ObjectRef,
    options: DeleteOptions = {},
  ): Promise<void> {
    const type = this.#typeOf(kind);
    await this.#api.remove(type, namespaceFor(type, namespace), name, options);
  }

  watch(
    kind: KindRef,
    onEvent: (event: WatchEvent) => void,
    options: ListOptions = {},
  ): () => void {
    let stopStream: (() => void) | undefined;
    const openWhenServed = () => {
      const type = this.#api.findKind(kind.apiVersion, kind.kind);
      if (stopStream || !type) return;
      stopStream = this.#api.watch(
        type,
        options,
        event => {
          if (event.type !== 'BOOKMARK')
            onEvent({
              type: event.type,
              object: copyJson(event.object),
            });
        },
        () => {
          // The definition changed or went; a changed one is served again at once.
          stopStream = undefined;
          openWhenServed();
        },
      );
    };
    const stopListening = this.#api.onTypesChanged(openWhenServed);
    openWhenServed();
    return () => {
      stopListening();
      stopStream?.();
    };
  }

  async recordEvent(
    about: KubernetesObject,
    event: RecordedEvent,
  ): Promise<void> {
    await recordEvent(this.#api, about, event);
  }

  serves({ apiVersion, kind }: KindRef): boolean {
    return this.#api.findKind(apiVersion, kind) !== undefined;
  }

  isNamespaced(kind: KindRef): boolean {
    return this.#typeOf(kind).namespaced;
  }

  async #patch(
    { namespace, name, ...kind }: ObjectRef,
    body: object,
    options: PatchOptions,
  ): Promise<KubernetesObject> {
    const type = this.#typeOf(kind);
    return copyJson(
      (
        await this.#api.patch(
          type,
          namespaceFor(type, namespace),
          name,
          body,
          options,
        )
      ).object,
    );
  }

  #typeOf({ apiVersion, kind }: KindRef): ResourceType {
    const type = this.#api.findKind(apiVersion, kind);
    if (type) return type;
    throw new StatusError(
      404,
      'NotFound',
      `no matches for kind "${kind}" in version "${apiVersion}" on cluster ${this.cluster}`,
    );
  }
}

function namespaceFor(
  type: ResourceType,
  namespace: string | undefined,
): string | undefined {
  if (!type.namespaced) return undefined;
  if (namespace) return namespace;
  throw new StatusError(
    400,
    'BadRequest',
    `an empty namespace may not be set when a resource name is provided: ${type.kind} is namespaced`,
  );
}

function refOf({
  apiVersion,
  kind,
  metadata: { namespace, name },
}: KubernetesObject): ObjectRef {
  return {
    apiVersion,
    kind,
    name,
    ...(namespace === undefined ? {} : { namespace }),
  };
}
