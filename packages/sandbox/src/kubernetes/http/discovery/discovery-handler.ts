import type { ResourceApi } from '../../resource-api';
import { json, JSON_TYPE, pageNotFound, text, type Reply } from '../answer';
import type { ApiRequest } from '../api-request';
import { entityTag } from '../entity-tag';
import { negotiateAggregatedDiscovery } from '../media-type';
import type { OpenApiDocuments } from '../openapi/openapi-documents';
import { aggregatedDiscovery } from './aggregated-discovery';
import { apiGroups, type ApiGroup } from './api-groups';
import {
  coreVersions,
  groupDocument,
  groupList,
  resourceList,
} from './legacy-discovery';
import { SERVER_VERSION } from './server-version';

const HEALTH_PATHS = ['healthz', 'livez', 'readyz'];
const OPENAPI_PREFIX = '/openapi/v3/';

/** Answers for the paths that tell what there is; undefined for any other path. */
export function handleDiscovery(
  request: ApiRequest,
  api: ResourceApi,
  openApi: OpenApiDocuments,
): Reply | undefined {
  const { path } = request;
  const parts = path.split('/').filter(part => part !== '');
  const [root = '', group, version, ...rest] = parts;
  if (HEALTH_PATHS.includes(root)) return health(request, root);
  if (root === 'version' && group === undefined) return json(SERVER_VERSION);
  if (root === 'openapi') return openApiReply(request, openApi);
  if (rest.length > 0) return undefined;
  const groups = apiGroups(api.types());
  if (root === '') return json({ paths: rootPaths(groups) });
  if (root === 'api' && version === undefined)
    return group === undefined
      ? coreReply(request, groups)
      : resourcesReply(groups, '', group);
  if (root !== 'apis') return undefined;
  if (group === undefined) return groupsReply(request, groups);
  return version === undefined
    ? groupReply(groups, group)
    : resourcesReply(groups, group, version);
}

function health({ query }: ApiRequest, check: string): Reply {
  return text(
    query.has('verbose') ? `[+]ping ok\n${check} check passed\n` : 'ok',
  );
}

function coreReply(request: ApiRequest, groups: ApiGroup[]): Reply {
  const core = groups.filter(({ group }) => group === '');
  return (
    aggregatedReply(request, core) ??
    json(coreVersions(request.headers.host ?? ''))
  );
}

function groupsReply(request: ApiRequest, groups: ApiGroup[]): Reply {
  const named = groups.filter(({ group }) => group !== '');
  return aggregatedReply(request, named) ?? json(groupList(named));
}

/** One document with everything, for clients that take it. */
function aggregatedReply(
  request: ApiRequest,
  groups: ApiGroup[],
): Reply | undefined {
  const version = negotiateAggregatedDiscovery(request.headers.accept);
  if (version === undefined) return undefined;
  const document = JSON.stringify(aggregatedDiscovery(groups, version));
  const type = `${JSON_TYPE};g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`;
  return tagged(request, document, entityTag(document), type);
}

function groupReply(groups: ApiGroup[], name: string): Reply {
  const found = groups.find(({ group }) => group === name);
  return found && name !== '' ? json(groupDocument(found)) : pageNotFound();
}

function resourcesReply(
  groups: ApiGroup[],
  groupName: string,
  versionName: string,
): Reply {
  const group = groups.find(({ group: name }) => name === groupName);
  const version = group?.versions.find(entry => entry.version === versionName);
  return group && version ? json(resourceList(group, version)) : pageNotFound();
}

/** OpenAPI v2 is not served; clients go on without it. */
function openApiReply(request: ApiRequest, documents: OpenApiDocuments): Reply {
  const { path } = request;
  if (path === '/openapi/v3') {
    const index = JSON.stringify(documents.index());
    return tagged(request, index, entityTag(index), JSON_TYPE);
  }
  if (!path.startsWith(OPENAPI_PREFIX)) return pageNotFound();
  const document = documents.find(path.slice(OPENAPI_PREFIX.length));
  return document
    ? tagged(request, document.text, document.hash, JSON_TYPE)
    : pageNotFound();
}

/** A document that clients keep until its entity tag changes. */
function tagged(
  { headers }: ApiRequest,
  body: string,
  hash: string,
  contentType: string,
): Reply {
  const etag = `"${hash}"`;
  const isKnown = headers['if-none-match'] === etag;
  return {
    status: isKnown ? 304 : 200,
    headers: {
      'content-type': contentType,
      'cache-control': 'public, no-cache',
      vary: 'Accept',
      etag,
    },
    body: isKnown ? '' : body,
  };
}

function rootPaths(groups: ApiGroup[]): string[] {
  return [
    '/api',
    '/api/v1',
    '/apis',
    ...groups
      .filter(({ group }) => group !== '')
      .flatMap(({ group, versions }) => [
        `/apis/${group}`,
        ...versions.map(({ version }) => `/apis/${group}/${version}`),
      ]),
    ...HEALTH_PATHS.map(name => `/${name}`),
    '/openapi/v3',
    '/version',
  ];
}
