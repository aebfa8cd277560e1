import { randomUUID } from 'node:crypto';
import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import type { ResourceType, Subresource } from '../resource-api';
import { isSameJson, isObject } from '../schema/json-schema';

const RANDOM_ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';
/** Metadata that only the server writes. */
const SERVER_FIELDS = [
  'name',
  'namespace',
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'selfLink',
];

/** The object to create: identity and what only the server writes are set. */
export function prepareCreate(
  type: ResourceType,
  namespace: string | undefined,
  object: KubernetesObject,
  now: string,
): KubernetesObject {
  const { status, ...desired } = object;
  const { name, generateName } = object.metadata;
  return {
    ...desired,
    ...(status === undefined || type.hasStatus ? {} : { status }),
    metadata: {
      ...withoutServerFields(object.metadata),
      name:
        name === '' && typeof generateName === 'string'
          ? `${generateName}${randomSuffix()}`
          : name,
      ...(type.namespaced && namespace !== undefined ? { namespace } : {}),
      uid: randomUUID(),
      creationTimestamp: now,
      ...(type.hasGeneration ? { generation: 1 } : {}),
    },
  };
}

/**
 * The object to store instead of `old`: the part that the request may write from
 * `next`, everything else from `old`.
 */
export function prepareUpdate(
  type: ResourceType,
  old: KubernetesObject,
  next: KubernetesObject,
  subresource: Subresource | undefined,
): KubernetesObject {
  if (subresource === 'status') return withStatusOf(old, next);
  if (subresource === 'finalize') return { ...old, spec: next.spec };
  const { status, ...desired } = next;
  const keptStatus = type.hasStatus ? old.status : status;
  const prepared: KubernetesObject = {
    ...desired,
    ...(keptStatus === undefined ? {} : { status: keptStatus }),
    metadata: { ...withoutServerFields(next.metadata), ...serverFieldsOf(old) },
  };
  return type.hasGeneration && !isSameDesiredState(type, old, prepared)
    ? nextGeneration(prepared)
    : prepared;
}

/** Counts a change of the desired state. */
export function nextGeneration(object: KubernetesObject): KubernetesObject {
  const generation = (object.metadata.generation ?? 0) + 1;
  return { ...object, metadata: { ...object.metadata, generation } };
}

/** True when a write changes nothing, so that it needs no new resourceVersion. */
export function isSameObject(
  left: KubernetesObject,
  right: KubernetesObject,
): boolean {
  return isSameJson(withoutTimes(left), withoutTimes(right));
}

/** That somebody wrote the same again is no change of who owns what. */
function withoutTimes({ metadata, ...object }: KubernetesObject) {
  const { resourceVersion, managedFields, ...rest } = metadata;
  const owners = Array.isArray(managedFields)
    ? managedFields.map(entry =>
        isObject(entry) ? { ...entry, time: undefined } : entry,
      )
    : [];
  return { ...object, metadata: rest, owners };
}

function withStatusOf(
  old: KubernetesObject,
  next: KubernetesObject,
): KubernetesObject {
  const { status: _, ...rest } = old;
  const { managedFields } = next.metadata;
  return {
    ...rest,
    ...(next.status === undefined ? {} : { status: next.status }),
    metadata:
      managedFields === undefined
        ? old.metadata
        : { ...old.metadata, managedFields },
  };
}

function isSameDesiredState(
  type: ResourceType,
  left: KubernetesObject,
  right: KubernetesObject,
): boolean {
  const desired = ({ metadata, status, ...rest }: KubernetesObject) =>
    type.hasStatus ? rest : { ...rest, status };
  return isSameJson(desired(left), desired(right));
}

type Metadata = KubernetesObject['metadata'];

function withoutServerFields(metadata: Metadata): Metadata {
  const { name } = metadata;
  const entries = Object.entries(metadata).filter(
    ([field]) => !SERVER_FIELDS.includes(field),
  );
  return { ...Object.fromEntries(entries), name };
}

function serverFieldsOf({ metadata }: KubernetesObject): Metadata {
  const { name } = metadata;
  const entries = Object.entries(metadata).filter(([field]) =>
    SERVER_FIELDS.includes(field),
  );
  return { ...Object.fromEntries(entries), name };
}

function randomSuffix(): string {
  const letter = () =>
    RANDOM_ALPHABET[Math.floor(Math.random() * RANDOM_ALPHABET.length)];
  return Array.from({ length: 5 }, letter).join('');
}
