import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { applyPatch, type Operation } from 'fast-json-patch';
import { z } from 'zod';
import { copyJson } from '../copy-json';
import { StatusError } from '../cluster-client';
import type { PatchType, ResourceType } from '../resource-api';
import { badRequest } from '../status-errors';
import { mergePatch } from './merge-patch';
import { strategicMergePatch } from './strategic-merge-patch';

const path = z.string();
const operationsSchema = z.array(
  z.discriminatedUnion('op', [
    z.object({ op: z.literal('add'), path, value: z.unknown() }),
    z.object({ op: z.literal('replace'), path, value: z.unknown() }),
    z.object({ op: z.literal('test'), path, value: z.unknown() }),
    z.object({ op: z.literal('remove'), path }),
    z.object({ op: z.literal('move'), path, from: z.string() }),
    z.object({ op: z.literal('copy'), path, from: z.string() }),
  ]),
);

/** The object after a patch of one of the three classic types. */
export function patchObject(
  type: ResourceType,
  object: KubernetesObject,
  body: unknown,
  patchType: Exclude<PatchType, 'apply'>,
): unknown {
  switch (patchType) {
    case 'json':
      return jsonPatch(object, body);
    case 'merge':
      return mergePatch(object, objectBody(body));
    case 'strategic':
      if (!type.builtIn) {
        throw new StatusError(
          415,
          'UnsupportedMediaType',
          'the body of the request was in an unknown format - accepted media types include: application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml',
        );
      }
      return strategicMergePatch(object, objectBody(body), type.schema);
    default:
      throw badRequest(`unknown type of patch: ${patchType}`);
  }
}

function jsonPatch(object: KubernetesObject, body: unknown): unknown {
  const operations = operationsSchema.safeParse(body);
  if (!operations.success)
    throw badRequest(
      `error decoding patch: ${z.prettifyError(operations.error)}`,
    );
  try {
    return applyPatch<unknown>(
      copyJson(object),
      operations.data satisfies Operation[],
      true,
      true,
      true,
    ).newDocument;
  } catch (error) {
    const [problem] = String(
      error instanceof Error ? error.message : error,
    ).split('\n');
    throw new StatusError(
      422,
      'Invalid',
      `the server rejected our request due to an error in our request: ${problem}`,
    );
  }
}

function objectBody(body: unknown): object {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw badRequest('error decoding patch: the body is not an object');
  }
  return body;
}
