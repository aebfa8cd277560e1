import { parse, type Root, type Type } from 'protobufjs';
import { z } from 'zod';
import { isObject } from '../../schema/json-schema';
import { badRequest } from '../../status-errors';
import { unsupportedMediaType } from '../status-body';
import { KUBERNETES_MESSAGES, MESSAGE_OF_KIND } from './protobuf-messages';

/** Media type in which typed Kubernetes clients send objects. */
export const PROTOBUF_TYPE = 'application/vnd.kubernetes.protobuf';

/** What every protobuf body of Kubernetes begins with. */
const MAGIC = Buffer.from('k8s\0');

const envelopeSchema = z.object({
  typeMeta: z.object({
    apiVersion: z.string().default(''),
    kind: z.string().default(''),
  }),
  raw: z.instanceof(Uint8Array).default(new Uint8Array()),
});

let parsed: Root | undefined;

/** The JSON form of an object that a typed client sent as protobuf. */
export function decodeProtobuf(body: Buffer): object {
  if (!body.subarray(0, MAGIC.length).equals(MAGIC))
    throw badRequest(
      'the body is not a Kubernetes protobuf message: it does not begin with its magic number',
    );
  const { typeMeta, raw } = envelopeSchema.parse(
    decodeMessage(lookup('Unknown'), body.subarray(MAGIC.length)),
  );
  const { apiVersion, kind } = typeMeta;
  const message = MESSAGE_OF_KIND[`${apiVersion}/${kind}`];
  if (message === undefined) throw unsupportedKind(apiVersion, kind);
  const type = lookup(message);
  return { apiVersion, kind, ...toJson(type, decodeMessage(type, raw)) };
}

function unsupportedKind(apiVersion: string, kind: string): Error {
  return unsupportedMediaType(
    `this API server does not read ${kind} (${apiVersion}) as protobuf. ` +
      `Send it as a manifest: add "--dry-run=client -o yaml" to the command and pipe it into "kubectl apply -f -"`,
  );
}

function lookup(name: string): Type {
  parsed ??= parse(KUBERNETES_MESSAGES, { keepCase: true }).root;
  return parsed.lookupType(name);
}

function decodeMessage(type: Type, bytes: Uint8Array): Record<string, unknown> {
  try {
    return type.toObject(type.decode(bytes), { longs: Number });
  } catch (error) {
    throw badRequest(
      `the protobuf body is not a ${type.name}: ${
        error instanceof Error ? error.message : error
      }`,
    );
  }
}

/**
 * Go writes every field that is not a pointer, also when it is empty; JSON
 * leaves those out (`omitempty`).
 */
function toJson(type: Type, message: Record<string, unknown>): object {
  const entries = type.fieldsArray.flatMap(field => {
    const { name } = field;
    if (message[name] === undefined) return [];
    const { resolvedType } = field.resolve();
    const nested =
      resolvedType && 'fieldsArray' in resolvedType ? resolvedType : undefined;
    const value = fieldToJson(nested, message[name]);
    return isEmpty(value) ? [] : [[name, value]];
  });
  return Object.fromEntries(entries);
}

function fieldToJson(type: Type | undefined, value: unknown): unknown {
  if (Array.isArray(value)) return value.map(item => fieldToJson(type, item));
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (!isObject(value)) return value;
  if (type) return toJson(type, value);
  return Object.fromEntries(
    Object.entries(value).map(([key, entry]) => [
      key,
      fieldToJson(undefined, entry),
    ]),
  );
}

function isEmpty(value: unknown): boolean {
  if (value === '') return true;
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.keys(value).length === 0;
}
