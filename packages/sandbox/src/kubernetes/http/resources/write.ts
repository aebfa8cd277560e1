import type {
  PatchOptions,
  PatchType,
  Subresource,
  WriteResult,
} from '../../resource-api';
import { parseEnvelope } from '../../writing/decode';
import { isSet } from '../api-request';
import { json, type Reply } from '../answer';
import {
  contentTypeOf,
  parseJson,
  parseYaml,
  readObject,
} from '../body/request-body';
import { unsupportedMediaType } from '../status-body';
import { invalidOptions, writeOptionsOf } from './request-options';
import { warningsOf } from './read';
import { shownObject, type ResourceRequest } from './resource-request';

const PATCH_TYPES: Readonly<Record<string, PatchType>> = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
  'application/apply-patch+yaml': 'apply',
};

/** `POST` to a collection. */
export async function createObject(request: ResourceRequest): Promise<Reply> {
  const { api, type, namespace, request: apiRequest } = request;
  const object = parseEnvelope(type, await readObject(apiRequest));
  const options = writeOptionsOf(apiRequest, 'CreateOptions');
  return written(request, await api.create(type, namespace, object, options));
}

/** `PUT` of one object, or of a subresource that is a part of it. */
export async function updateObject(
  request: ResourceRequest,
  name: string,
  subresource?: Subresource,
): Promise<Reply> {
  const { api, type, namespace, request: apiRequest } = request;
  const object = parseEnvelope(type, await readObject(apiRequest));
  const options = {
    ...writeOptionsOf(apiRequest, 'UpdateOptions'),
    subresource,
  };
  return written(
    request,
    await api.update(type, namespace, name, object, options),
  );
}

/** `PATCH` of one object, or of a subresource that is a part of it. */
export async function patchObject(
  request: ResourceRequest,
  name: string,
  subresource?: Subresource,
): Promise<Reply> {
  const { api, type, namespace } = request;
  const { body, ...options } = await readPatch(request);
  return written(
    request,
    await api.patch(type, namespace, name, body, { ...options, subresource }),
  );
}

/** The patch in the body, with the options in the query. */
export async function readPatch({
  request,
}: Pick<ResourceRequest, 'request'>): Promise<
  PatchOptions & { body: unknown }
> {
  const patchType = PATCH_TYPES[contentTypeOf(request)];
  if (patchType === undefined)
    throw unsupportedMediaType(
      `the body of the request was in an unknown format - accepted media types include: ${Object.keys(
        PATCH_TYPES,
      ).join(', ')}`,
    );
  const { query } = request;
  const isApply = patchType === 'apply';
  if (isApply && !query.get('fieldManager'))
    throw invalidOptions(
      'PatchOptions',
      'fieldManager: Required value: is required for apply patch',
    );
  if (!isApply && query.has('force'))
    throw invalidOptions(
      'PatchOptions',
      'force: Forbidden: may not be specified for non-apply patch',
    );
  const body = await request.readBody();
  return {
    ...writeOptionsOf(request, 'PatchOptions'),
    patchType,
    ...(isApply ? { force: isSet(query, 'force') } : {}),
    body: isApply ? parseYaml(body) : parseJson(body),
  };
}

function written(
  request: ResourceRequest,
  { object, created, warnings }: WriteResult,
): Reply {
  return json(shownObject(request, object), {
    status: created ? 201 : 200,
    warnings: [...warningsOf(request), ...warnings],
  });
}
