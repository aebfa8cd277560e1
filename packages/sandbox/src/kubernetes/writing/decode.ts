import {
  kubernetesObjectSchema,
  type KubernetesObject,
} from '@backstage-dbaas/plugin-dbaas-common';
import { duplicateEntries } from '../apply/duplicate-entries';
import { StatusError } from '../cluster-client';
import type { FieldValidation, ResourceType } from '../resource-api';
import { applyDefaults } from '../schema/defaults';
import { isObject, type JsonObject } from '../schema/json-schema';
import { prune } from '../schema/prune';
import { badRequest } from '../status-errors';
import { apiVersionOf } from '../type-registry';

/** An object as the server understood it. */
export interface Decoded {
  object: KubernetesObject;
  warnings: string[];
}

/**
 * Understands what a client sent: checks the envelope, drops what the schema does
 * not know (or refuses it, when the client asked for that) and fills in defaults.
 */
export function decode(
  type: ResourceType,
  value: unknown,
  fieldValidation: FieldValidation = 'Warn',
  refuseUnknown: (problem: string) => Error = problem =>
    badRequest(cannotHandle(type, `strict decoding error: ${problem}`)),
): Decoded {
  const copy = envelopeOf(type, value);
  const unknown = type.schema ? prune(copy, type.schema) : [];
  const problems = unknown.map(field => `unknown field "${field}"`);
  if (problems.length > 0 && fieldValidation === 'Strict')
    throw refuseUnknown(problems.join(', '));
  if (type.schema) applyDefaults(copy, type.schema);
  return {
    object: parseObject(type, copy),
    warnings: fieldValidation === 'Warn' ? problems : [],
  };
}

/** Parses an applied configuration, in which unknown fields and repeated entries are always refused. */
export function decodeConfiguration(
  type: ResourceType,
  namespace: string | undefined,
  value: unknown,
): KubernetesObject {
  const copy = envelopeOf(type, value);
  const unknown = type.schema ? prune(copy, type.schema) : [];
  const object = parseObject(type, copy);
  const list = [
    ...unknown.map(field => `.${field}: field not declared in schema`),
    ...duplicateEntries(copy, type.schema),
  ];
  if (list.length > 0) {
    const ref = `${namespace ?? ''}/${object.metadata.name}; ${apiVersionOf(
      type,
    )}, Kind=${type.kind}`;
    // API servers answer so, without a reason.
    throw new StatusError(
      500,
      '',
      `failed to create typed patch object (${ref}): ${
        list.length === 1
          ? list[0]
          : `errors:\n${list.map(line => `  ${line}`).join('\n')}`
      }`,
    );
  }
  return object;
}

/** What a client sent as an object of a kind, before anything is dropped or filled in. */
export function parseEnvelope(
  type: ResourceType,
  value: unknown,
): KubernetesObject {
  return parseObject(type, envelopeOf(type, value));
}

function envelopeOf(type: ResourceType, value: unknown): JsonObject {
  if (!isObject(value))
    throw badRequest(cannotHandle(type, 'the body is not an object'));
  const apiVersion = apiVersionOf(type);
  const given = {
    apiVersion: value.apiVersion ?? apiVersion,
    kind: value.kind ?? type.kind,
  };
  if (given.apiVersion !== apiVersion) {
    throw badRequest(
      `the API version in the data (${given.apiVersion}) does not match the expected API version (${apiVersion})`,
    );
  }
  if (given.kind !== type.kind) {
    throw badRequest(
      `the kind in the data (${given.kind}) does not match the expected kind (${type.kind})`,
    );
  }
  const metadata = isObject(value.metadata) ? value.metadata : {};
  const filled = Object.entries(metadata).filter(
    ([, entry]) => entry !== null && entry !== undefined,
  );
  return {
    ...copyOf(value),
    ...given,
    metadata: copyOf({ name: '', ...Object.fromEntries(filled) }),
  };
}

/** A copy without what JSON cannot say. */
function copyOf(value: JsonObject): JsonObject {
  const copy: unknown = JSON.parse(JSON.stringify(value));
  return isObject(copy) ? copy : {};
}

function parseObject(type: ResourceType, value: JsonObject): KubernetesObject {
  const object = kubernetesObjectSchema.safeParse(value);
  if (object.success) return object.data;
  const [{ path, message }] = object.error.issues;
  throw badRequest(cannotHandle(type, `${path.join('.')}: ${message}`));
}

function cannotHandle(
  { kind, version }: ResourceType,
  problem: string,
): string {
  return `${kind} in version "${version}" cannot be handled as a ${kind}: ${problem}`;
}
