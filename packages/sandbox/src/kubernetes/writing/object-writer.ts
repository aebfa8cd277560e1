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
import { invalidValue } from '../schema/cause';
import type { JsonSchema } from '../schema/json-schema';
import { withEnvelope } from '../schema/object-meta';
import { badRequest, invalid, notFound } from '../status-errors';
import type { ObjectStore } from '../storage/object-store';
import { timestamp } from '../timestamp';
import { apiVersionOf, storageKey } from '../type-registry';
import { decode, decodeConfiguration } from './decode';
import { ObjectCommit, type Track, type WriteAdmission } from './object-commit';
import { checkIdentity, checkNamespace, checkState } from './request-checks';

const DEFAULT_MANAGER = 'unknown';

/** Creates and changes objects, by the verbs that clients know. */
export class ObjectWriter {
  readonly #store: ObjectStore;
  readonly #commit: ObjectCommit;

  constructor(store: ObjectStore, admission: WriteAdmission) {
    this.#store = store;
    this.#commit = new ObjectCommit(store, admission);
  }

  create(
    type: ResourceType,
    namespace: string | undefined,
    value: KubernetesObject,
    options: WriteOptions,
  ): WriteResult {
    const { object: decoded, warnings } = decode(
      type,
      value,
      options.fieldValidation,
    );
    checkNamespace(decoded.metadata, namespace);
    if (decoded.metadata.resourceVersion)
      throw badRequest(
        'resourceVersion should not be set on objects to be created',
      );
    const object = this.#commit.insert(
      type,
      namespace,
      decoded,
      options,
      updateBy(type, options),
    );
    return { object, created: true, warnings };
  }

  update(
    type: ResourceType,
    namespace: string | undefined,
    name: string,
    value: KubernetesObject,
    options: WriteOptions,
  ): WriteResult {
    const stored = this.#existing(type, namespace, name);
    const { object: decoded, warnings } = decode(
      type,
      value,
      options.fieldValidation,
    );
    checkIdentity(decoded, namespace, name);
    if (!type.builtIn && !decoded.metadata.resourceVersion) {
      const problem = 'Invalid value: 0x0: must be specified for an update';
      throw invalid(type, name, [
        {
          reason: 'FieldValueInvalid',
          field: 'metadata.resourceVersion',
          message: problem,
        },
      ]);
    }
    const object = this.#commit.replace(
      type,
      stored,
      decoded,
      options,
      updateBy(type, options),
    );
    return { object, created: false, warnings };
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
    const { object: decoded, warnings } = decode(
      type,
      patched,
      options.fieldValidation,
      problem =>
        invalid(type, name, [
          invalidValue(
            'patch',
            isSecret(type) ? '' : JSON.stringify(body),
            `strict decoding error: ${problem}`,
          ),
        ]),
    );
    checkIdentity(decoded, namespace, name);
    const object = this.#commit.replace(
      type,
      stored,
      decoded,
      options,
      updateBy(type, options),
    );
    return { object, created: false, warnings };
  }

  #apply(
    type: ResourceType,
    namespace: string | undefined,
    name: string,
    body: unknown,
    options: PatchOptions,
  ): WriteResult {
    const config = appliedConfiguration(type, namespace, name, body, options);
    const stored = this.#store.get(storageKey(type), namespace, name);
    if (!stored && options.subresource) throw notFound(type, name);
    if (stored) checkState(type, stored, config);
    const applied = applyConfiguration({
      live: stored ? viewAs(type, stored) : emptyObject(type, name),
      config,
      writer: writerOf(type, 'Apply', options),
      force: options.force ?? false,
      schema: schemaOf(type),
      now: timestamp(),
    });
    const { object: decoded, warnings } = decode(
      type,
      applied.object,
      options.fieldValidation,
    );
    const object = stored
      ? this.#commit.replace(type, stored, decoded, options, applied.track)
      : this.#commit.insert(type, namespace, decoded, options, applied.track);
    return { object, created: stored === undefined, warnings };
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

/** The applied configuration without the part that this endpoint does not write. */
function appliedConfiguration(
  type: ResourceType,
  namespace: string | undefined,
  name: string,
  body: unknown,
  { subresource }: PatchOptions,
): KubernetesObject {
  const config = decodeConfiguration(type, namespace, body);
  const named = {
    ...config,
    metadata: { ...config.metadata, name: config.metadata.name || name },
  };
  checkIdentity(named, namespace, name);
  if (config.metadata.managedFields !== undefined)
    throw badRequest('metadata.managedFields must be nil');
  const { status, ...desired } = named;
  const { apiVersion, kind } = named;
  const statusPart = status === undefined ? {} : { status };
  if (subresource === 'status')
    return { apiVersion, kind, metadata: { name }, ...statusPart };
  return type.hasStatus ? desired : { ...desired, ...statusPart };
}

/** What is in a Secret is not repeated in errors. */
function isSecret({ group, plural }: ResourceType): boolean {
  return group === '' && plural === 'secrets';
}

function emptyObject(type: ResourceType, name: string): KubernetesObject {
  return {
    apiVersion: apiVersionOf(type),
    kind: type.kind,
    metadata: { name },
  };
}

function updateBy(type: ResourceType, options: WriteOptions): Track {
  const writer = writerOf(type, 'Update', options);
  return (object, old, now) =>
    trackUpdate(old, object, writer, schemaOf(type), now);
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

function schemaOf({ schema }: ResourceType): JsonSchema | undefined {
  return schema && withEnvelope(schema);
}
