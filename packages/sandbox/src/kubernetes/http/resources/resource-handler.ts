import { methodNotAllowed } from '../../status-errors';
import { pageNotFound, type Answer } from '../answer';
import { isNamespaceType } from '../discovery/served-resources';
import { methodNotAllowedHere } from '../status-body';
import { getObject, listObjects } from './read';
import { removeCollection, removeObject } from './remove';
import type { ResourceRequest } from './resource-request';
import { getScale, writeScale } from './scale';
import { watchObjects } from './watch';
import { createObject, patchObject, updateObject } from './write';

/** Answers a permitted request for a resource that is served. */
export function handleResource(
  request: ResourceRequest,
): Answer | Promise<Answer> {
  const { name, subresource, verb } = request;
  if (verb === 'watch') return watchObjects(request);
  if (name === undefined) return handleCollection(request);
  return subresource === undefined
    ? handleObject(request, name)
    : handleSubresource(request, name, subresource);
}

function handleCollection(request: ResourceRequest): Answer | Promise<Answer> {
  const { type, namespace, verb } = request;
  // Objects are written where they live; only reading goes across namespaces.
  if (verb === 'create' && type.namespaced && namespace === undefined)
    throw methodNotAllowedHere();
  switch (verb) {
    case 'list':
      return listObjects(request);
    case 'create':
      return createObject(request);
    case 'deletecollection':
      if (isNamespaceType(type)) throw methodNotAllowed(type, verb);
      return removeCollection(request);
    default:
      throw methodNotAllowedHere();
  }
}

function handleObject(
  request: ResourceRequest,
  name: string,
): Answer | Promise<Answer> {
  switch (request.verb) {
    case 'get':
      return getObject(request, name);
    case 'update':
      return updateObject(request, name);
    case 'patch':
      return patchObject(request, name);
    case 'delete':
      return removeObject(request, name);
    default:
      throw methodNotAllowedHere();
  }
}

function handleSubresource(
  request: ResourceRequest,
  name: string,
  subresource: string,
): Answer | Promise<Answer> {
  const { type, verb } = request;
  if (subresource === 'status' && type.hasStatus) {
    if (verb === 'get') return getObject(request, name);
    if (verb === 'update') return updateObject(request, name, 'status');
    if (verb === 'patch') return patchObject(request, name, 'status');
    throw methodNotAllowedHere();
  }
  if (subresource === 'scale' && type.scale) {
    if (verb === 'get') return getScale(request, name, type.scale);
    if (verb === 'update' || verb === 'patch')
      return writeScale(request, name, type.scale);
    throw methodNotAllowedHere();
  }
  if (subresource === 'finalize' && isNamespaceType(type)) {
    if (verb === 'update') return updateObject(request, name, 'finalize');
    throw methodNotAllowedHere();
  }
  return pageNotFound();
}
