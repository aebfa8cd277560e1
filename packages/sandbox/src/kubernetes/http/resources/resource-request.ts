import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import type { ResourceApi, ResourceType } from '../../resource-api';
import type { ApiRequest } from '../api-request';
import type { Representation } from '../media-type';
import type { Verb } from '../resource-path';
import { tableOf } from '../table/table';
import { partialObjectMetadata } from './partial-object-metadata';
import { includeObjectOf } from './request-options';

/** A permitted request for a resource that is served. */
export interface ResourceRequest {
  api: ResourceApi;
  request: ApiRequest;
  type: ResourceType;
  verb: Verb;
  namespace?: string;
  name?: string;
  subresource?: string;
  /** How the client wants to see objects. */
  representation: Representation;
}

/** One object as the client wants to see it. */
export function shownObject(
  { request, type, representation }: ResourceRequest,
  object: KubernetesObject,
): object {
  switch (representation) {
    case 'Table':
      return tableOf(type, [object], {
        includeObject: includeObjectOf(request),
        now: new Date(),
        metadata: { resourceVersion: object.metadata.resourceVersion },
      });
    case 'PartialObjectMetadata':
      return partialObjectMetadata(object);
    default:
      return object;
  }
}
