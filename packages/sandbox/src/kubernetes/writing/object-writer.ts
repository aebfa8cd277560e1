import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import {
  applyConfiguration,
  trackUpdate,
  type Writer,
} from '../apply/managed-fields';
import { patchObject } from '../patch/patch-object';
import { viewAs } from '../reading/object-view';
import type {
  PatchOptions,
  ResourceType,
  WriteOptions,
  WriteResult,
} from '../resource-api';
import { deepFreeze } from '../schema/json-schema';
import { withEnvelope } from '../schema/object-meta';
import {
  alreadyExists,
  badRequest,
  conflict,
  invalid,
  modified,
  notFound,
} from '../status-errors';
import type { ObjectStore } from '../storage/object-store';
import { apiVersionOf, storageKey } from '../type-registry';
import { decode, decodeConfiguration } from './decode';
import { kindRules } from './kind-rules';
import { validateObject } from './object-validation';
import { isSameObject, prepareCreate, prepareUpdate } from './strategy';

const DEFAULT_MANAGER = 'unknown';

/** Completes and checks an object beyond its kind's own rules; may throw a StatusError. */
export interface WriteAdmission {
  /** Before anything else: may objects be created here? */
  admitCreate(
    type: ResourceType,
    namespace: string | undefined,
    name: string,
  ): void;
  /** The object as it will be stored. */
  complete(
    type: ResourceType,
    object: KubernetesObject,
    old: KubernetesObject | undefined,
  ): KubernetesObject;
}

/** Creates and changes objects. */
export class ObjectWriter {
  readonly #store: ObjectStore;
  readonly #admission: WriteAdmission;

  constructor(store: ObjectStore, admission: WriteAdmission) {
    this.#store = store;
    this.#admission = admission;
  }

  create(
    type: ResourceType,
    namespace: string | undefined,
    value: KubernetesObject,
    options: WriteOptions,
  ): WriteResult {
    const { object, warnings } = decode(type, value, options.fieldValidation);
    checkNamespace(namespace, object);
    if (object.metadata.resourceVersion) {
      throw badRequest(
        'resourceVersion should not be set on objects to be created',
      );
    }
    const writer = writerOf(type, 'Update', options);
    return {
      object: this.#insert(type, namespace, object, options, (created, now) =>
        trackUpdate(undefined, created, writer, schemaOf(type), now),
      ),
      created: true,
      warnings,
    };
  }

  update(
    type: ResourceType,
    namespace: string | undefined,
    name: string,
    value: KubernetesObject,
    options: WriteOptions,
  ): WriteResult {
    const stored = this.#existing(type, namespace, name);
    const { object, warnings } = decode(type, value, options.fieldValidation);
    if (object.metadata.name !== name) {
      throw badRequest(
        `the name of the object (${object.metadata.name}) does not match the name on the URL (${name})`,
      );
    }
    checkNamespace(namespace, object);
    if (!type.builtIn && !object.metadata.resourceVersion) {
      throw invalid(type, name, [
        {
          reason: 'FieldValueInvalid',
          field: 'metadata.resourceVersion',
          message: 'Invalid value: 0x0: must be specified for an update',
        },
      ]);
    }
    return {
      object: this.#replace(type, stored, object, options),
      created: false,
      warnings,
    };
  }

  patch(
    type: ResourceType,
    namespace: string | undefined,
    name: string,
    body: unknown,
    options: PatchOptions,
  ): WriteResult {
    if (options.patchType === 'apply')
      return this.#apply(type, namespace, name, body, options);
    const stored = this.#existing(type, namespace, name);
    const patched = patchObject(
      type,
      viewAs(type, stored),
      body,
      options.patchType,
    );
    const { object, warnings } = decode(
      type,
      patched,
      options.fieldValidation,
      problem =>
        invalid(type, name, [
          {
            reason: 'FieldValueInvalid',
            field: 'patch',
            message: `Invalid value: ${JSON.stringify(
              JSON.stringify(body),
            )}: strict decoding error: ${problem}`,
          },
        ]),
    );
    if (object.metadata.name !== name)
      throw badRequest(
        `the name of the object (${object.metadata.name}) does not match the name on the URL (${name})`,
      );
    return {
      object: this.#replace(type, stored, object, options),
      created: false,
      warnings,
    };
  }

  #apply(
    type: ResourceType,
    namespace: string | undefined,
    name: string,
    body: unknown,
    options: PatchOptions,
  ): WriteResult {
    const config = this.#configuration(type, namespace, name, body, options);
    const writer = writerOf(type, 'Apply', options);
    const stored = this.#store.get(storageKey(type), namespace, name);
    const live: KubernetesObject = stored
      ? viewAs(type, stored)
      : { apiVersion: apiVersionOf(type), kind: type.kind, metadata: { name } };
    if (!stored && options.subresource) throw notFound(type, name);
    if (stored) checkPreconditions(type, stored, config);
    const now = timestamp();
    const applied = applyConfiguration({
      live,
      config,
      writer,
      force: options.force ?? false,
      schema: schemaOf(type),
      now,
    });
    const { object, warnings } = decode(
      type,
      applied.object,
      options.fieldValidation,
    );
    const result = stored
      ? this.#replace(type, stored, object, options, applied.track)
      : this.#insert(type, namespace, object, options, applied.track);
    return { object: result, created: stored === undefined, warnings };
  }

  /** The applied configuration without the part that this endpoint does not write. */
  #configuration(
    type: ResourceType,
    namespace: string | undefined,
    name: string,
    body: unknown,
    options: PatchOptions,
  ): KubernetesObject {
    const config = decodeConfiguration(type, namespace, body);
    if (config.metadata.name !== '' && config.metadata.name !== name) {
      throw badRequest(
        `the name of the object (${config.metadata.name}) does not match the name on the URL (${name})`,
      );
    }
    checkNamespace(namespace, config);
    if (config.metadata.managedFields !== undefined)
      throw badRequest('metadata.managedFields must be nil');
    const { status, ...desired } = config;
    const metadata = { ...config.metadata, name };
    if (options.subresource === 'status') {
      const { apiVersion, kind } = config;
      return {
        apiVersion,
        kind,
        metadata: { name },
        ...(status === undefined ? {} : { status }),
      };
    }
    return {
      ...desired,
      metadata,
      ...(status === undefined || type.hasStatus ? {} : { status }),
    };
  }

  #insert(
    type: ResourceType,
    namespace: string | undefined,
    value: KubernetesObject,
    options: WriteOptions,
    track: (object: KubernetesObject, now: string) => KubernetesObject,
  ): KubernetesObject {
    const now = timestamp();
    const prepared = prepareCreate(type, namespace, value, now);
    const { name } = prepared.metadata;
    if (name === '') {
      throw invalid(type, '', [
        {
          reason: 'FieldValueRequired',
          field: 'metadata.name',
          message: 'Required value: name or generateName is required',
        },
      ]);
    }
    this.#admission.admitCreate(type, namespace, name);
    const completed = this.#complete(type, prepared, undefined);
    validateObject(type, completed, undefined);
    if (this.#store.get(storageKey(type), namespace, name))
      throw alreadyExists(type, name);
    const tracked = track(completed, now);
    return options.dryRun ? deepFreeze(tracked) : this.#put(type, tracked);
  }

  #replace(
    type: ResourceType,
    stored: KubernetesObject,
    next: KubernetesObject,
    options: WriteOptions,
    track?: (object: KubernetesObject) => KubernetesObject,
  ): KubernetesObject {
    checkPreconditions(type, stored, next);
    const old = viewAs(type, stored);
    const prepared = this.#complete(
      type,
      prepareUpdate(type, old, next, options.subresource),
      old,
    );
    validateObject(type, prepared, old);
    const writer = writerOf(type, 'Update', options);
    const tracked = track
      ? track(prepared)
      : trackUpdate(old, prepared, writer, schemaOf(type), timestamp());
    if (isSameObject(old, tracked) && hasSameOwners(old, tracked)) return old;
    if (options.dryRun) return deepFreeze(tracked);
    return isReleased(type, tracked)
      ? this.#release(type, stored, tracked)
      : this.#put(type, tracked);
  }

  #complete(
    type: ResourceType,
    object: KubernetesObject,
    old: KubernetesObject | undefined,
  ): KubernetesObject {
    const completed = kindRules(type).complete?.(object, old) ?? object;
    return this.#admission.complete(type, completed, old);
  }

  #put(type: ResourceType, object: KubernetesObject): KubernetesObject {
    const apiVersion = apiVersionOf({
      group: type.group,
      version: type.storageVersion,
    });
    return viewAs(
      type,
      this.#store.put(storageKey(type), { ...object, apiVersion }),
    );
  }

  /** The last finalizer of a deleted object has gone. */
  #release(
    type: ResourceType,
    stored: KubernetesObject,
    last: KubernetesObject,
  ): KubernetesObject {
    this.#store.remove(storageKey(type), {
      ...last,
      apiVersion: stored.apiVersion,
    });
    return deepFreeze(last);
  }

  #existing(
    type: ResourceType,
    namespace: string | undefined,
    name: string,
  ): KubernetesObject {
    const stored = this.#store.get(storageKey(type), namespace, name);
    if (!stored) throw notFound(type, name);
    return stored;
  }
}

/** True for an object that was deleted and is not held by a finalizer any more. */
export function isReleased(
  { group, plural }: ResourceType,
  { metadata, spec }: KubernetesObject,
): boolean {
  if (
    metadata.deletionTimestamp === undefined ||
    (metadata.finalizers ?? []).length > 0
  )
    return false;
  return (
    !(group === '' && plural === 'namespaces') ||
    namespaceFinalizers(spec).length === 0
  );
}

function namespaceFinalizers(spec: unknown): unknown[] {
  return typeof spec === 'object' &&
    spec !== null &&
    'finalizers' in spec &&
    Array.isArray(spec.finalizers)
    ? spec.finalizers
    : [];
}

/** The time as `metadata` has it, in seconds. */
export function timestamp(): string {
  return `${new Date().toISOString().slice(0, 19)}Z`;
}

function checkNamespace(
  namespace: string | undefined,
  { metadata }: KubernetesObject,
): void {
  if (metadata.namespace && namespace && metadata.namespace !== namespace) {
    throw badRequest(
      `the namespace of the provided object does not match the namespace sent on the request`,
    );
  }
}

function checkPreconditions(
  type: ResourceType,
  stored: KubernetesObject,
  { metadata }: KubernetesObject,
): void {
  const { uid, resourceVersion, name } = stored.metadata;
  if (metadata.uid && metadata.uid !== uid) {
    throw conflict(
      type,
      name,
      `Precondition failed: UID in precondition: ${metadata.uid}, UID in object meta: ${uid}`,
    );
  }
  if (metadata.resourceVersion && metadata.resourceVersion !== resourceVersion)
    throw modified(type, name);
}

function hasSameOwners(
  left: KubernetesObject,
  right: KubernetesObject,
): boolean {
  const fields = ({ metadata }: KubernetesObject) =>
    JSON.stringify(metadata.managedFields ?? [], (key, value) =>
      key === 'time' ? undefined : value,
    );
  return fields(left) === fields(right);
}

function writerOf(
  type: ResourceType,
  operation: Writer['operation'],
  options: WriteOptions,
): Writer {
  return {
    manager: options.fieldManager ?? DEFAULT_MANAGER,
    operation,
    apiVersion: apiVersionOf(type),
    ...(options.subresource === 'status' ? { subresource: 'status' } : {}),
  };
}

function schemaOf(type: ResourceType) {
  return type.schema && withEnvelope(type.schema);
}
