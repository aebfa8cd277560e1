import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import type { ListResult } from '../../resource-api';
import { apiVersionOf } from '../../type-registry';
import { json, type Reply } from '../answer';
import { tableOf } from '../table/table';
import { partialObjectMetadata } from './partial-object-metadata';
import { includeObjectOf, listQueryOf } from './request-options';
import { shownObject, type ResourceRequest } from './resource-request';

/** `GET` of one object. */
export function getObject(request: ResourceRequest, name: string): Reply {
  const { api, type, namespace } = request;
  return json(shownObject(request, api.get(type, namespace, name)), {
    warnings: warningsOf(request),
  });
}

/** `GET` of a collection. */
export function listObjects(request: ResourceRequest): Reply {
  const { api, type, namespace, request: apiRequest } = request;
  const result = api.list(type, listQueryOf(apiRequest, namespace));
  return json(shownList(request, result), { warnings: warningsOf(request) });
}

export function warningsOf({ type }: ResourceRequest): string[] {
  return type.deprecationWarning === undefined ? [] : [type.deprecationWarning];
}

function shownList(
  { type, representation, request }: ResourceRequest,
  { items, ...rest }: ListResult,
): object {
  const metadata = {
    resourceVersion: rest.resourceVersion,
    ...(rest.continue === undefined ? {} : { continue: rest.continue }),
    ...(rest.remainingItemCount === undefined
      ? {}
      : { remainingItemCount: rest.remainingItemCount }),
  };
  switch (representation) {
    case 'Table':
      return tableOf(type, items, {
        includeObject: includeObjectOf(request),
        now: new Date(),
        metadata,
      });
    case 'PartialObjectMetadata':
      return {
        kind: 'PartialObjectMetadataList',
        apiVersion: 'meta.k8s.io/v1',
        metadata,
        items: items.map(partialObjectMetadata),
      };
    default:
      return {
        kind: type.listKind,
        apiVersion: apiVersionOf(type),
        metadata,
        items: type.builtIn ? items.map(withoutKind) : items,
      };
  }
}

/** In lists of built-in kinds only the list says what its items are. */
export function withoutKind({
  apiVersion: _,
  kind: __,
  ...object
}: KubernetesObject): object {
  return object;
}
