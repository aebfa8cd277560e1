import type { ResourceApi } from '../resource-api';
import { json, pageNotFound, type Answer } from './answer';
import type { ApiRequest } from './api-request';
import type { Authenticator } from './authentication/authenticator';
import { impersonate } from './authentication/impersonation';
import type { User } from './authentication/user';
import type { Attributes } from './authorization/attributes';
import type { Authorizer } from './authorization/authorizer';
import { REVIEWS } from './authorization/reviews';
import { REVIEW_TYPES } from './authorization/review-types';
import { readOptionalObject } from './body/request-body';
import { handleDiscovery } from './discovery/discovery-handler';
import { isNamespaceType, type Served } from './discovery/served-resources';
import { negotiateRepresentation } from './media-type';
import type { OpenApiDocuments } from './openapi/openapi-documents';
import {
  parseResourcePath,
  verbOf,
  type ResourcePath,
  type Verb,
} from './resource-path';
import { handleResource } from './resources/resource-handler';
import { methodNotAllowedHere, notAcceptable } from './status-body';

/** What the API is made of. */
export interface ApiContext {
  api: ResourceApi;
  authenticator: Authenticator;
  authorizer: Authorizer;
  openApi: OpenApiDocuments;
}

/** Answers one request: who is it, may they, and then what they asked for. */
export async function handleRequest(
  request: ApiRequest,
  context: ApiContext,
): Promise<Answer> {
  const { authenticator, authorizer } = context;
  const { headers, method, query } = request;
  const user = impersonate(
    authenticator.authenticate(headers.authorization),
    headers,
    authorizer,
  );
  const path = parseResourcePath(request.path);
  if (!path) return handlePath(request, context, user);
  const verb = verbOf(method, path, query);
  if (!verb) throw methodNotAllowedHere();
  authorizer.authorize(user, attributesOf(path, verb, query));
  const review = REVIEW_TYPES.find(
    ({ group, version, plural }) =>
      group === path.group &&
      version === path.version &&
      plural === path.resource,
  );
  return review
    ? handleReview(request, { ...context, user }, path, review, verb)
    : handleServed(request, context.api, path, verb);
}

function handlePath(
  request: ApiRequest,
  { api, authorizer, openApi }: ApiContext,
  user: User,
): Answer {
  const { method, path } = request;
  authorizer.authorize(user, { verb: method.toLowerCase(), path });
  if (method !== 'GET') throw methodNotAllowedHere();
  return handleDiscovery(request, api, openApi) ?? pageNotFound();
}

async function handleReview(
  request: ApiRequest,
  context: ApiContext & { user: User },
  { namespace, name }: ResourcePath,
  { kind, namespaced }: Served,
  verb: Verb,
): Promise<Answer> {
  if (name !== undefined || namespaced !== (namespace !== undefined))
    return pageNotFound();
  if (verb !== 'create') throw methodNotAllowedHere();
  const body = await readOptionalObject(request);
  return json(REVIEWS[kind](body, { ...context, namespace }), { status: 201 });
}

function handleServed(
  request: ApiRequest,
  api: ResourceApi,
  path: ResourcePath,
  verb: Verb,
): Answer | Promise<Answer> {
  const { group, version, resource, namespace, name } = path;
  const type = api.findType(group, version, resource);
  if (!type) return pageNotFound();
  const isMisplaced = type.namespaced
    ? name !== undefined && namespace === undefined
    : namespace !== undefined;
  if (isMisplaced) return pageNotFound();
  const representation = negotiateRepresentation(request.headers.accept);
  if (!representation) throw notAcceptable();
  return handleResource({ ...path, api, request, type, verb, representation });
}

/** What roles must allow. A namespace counts as being in itself. */
function attributesOf(
  path: ResourcePath,
  verb: Verb,
  query: URLSearchParams,
): Attributes {
  const { group, resource, subresource, name } = path;
  const isNamespace = isNamespaceType({ group, plural: resource });
  return {
    verb,
    group,
    resource,
    subresource,
    namespace: isNamespace ? name : path.namespace,
    name: name ?? selectedName(verb, query),
  };
}

/** Listing with `metadata.name=x` is reading x, so that a role can name it. */
function selectedName(verb: Verb, query: URLSearchParams): string | undefined {
  if (verb !== 'list' && verb !== 'watch') return undefined;
  return /^metadata\.name==?([^,!=]+)$/.exec(
    query.get('fieldSelector') ?? '',
  )?.[1];
}
