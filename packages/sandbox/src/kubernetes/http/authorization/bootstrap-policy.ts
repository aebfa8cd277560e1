import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { isNotFound } from '../../cluster-client';
import type { ResourceApi } from '../../resource-api';
import { AUTHENTICATED, MASTERS } from '../authentication/user';
import { RBAC_GROUP } from './role-store';

const API_VERSION = `${RBAC_GROUP}/v1`;
const UNAUTHENTICATED = 'system:unauthenticated';
const HEALTH_PATHS = ['/healthz', '/livez', '/readyz', '/version', '/version/'];
const DISCOVERY_PATHS = [
  '/api',
  '/api/*',
  '/apis',
  '/apis/*',
  '/openapi',
  '/openapi/*',
];

/** Roles that every API server has from the start, with the groups that have them. */
const BOOTSTRAP_ROLES: { name: string; rules: object[]; groups: string[] }[] = [
  {
    name: 'cluster-admin',
    rules: [
      { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
      { verbs: ['*'], nonResourceURLs: ['*'] },
    ],
    groups: [MASTERS],
  },
  {
    name: 'system:discovery',
    rules: [
      {
        verbs: ['get'],
        nonResourceURLs: [...DISCOVERY_PATHS, ...HEALTH_PATHS],
      },
    ],
    groups: [AUTHENTICATED],
  },
  {
    name: 'system:basic-user',
    rules: [
      {
        verbs: ['create'],
        apiGroups: ['authorization.k8s.io'],
        resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
      },
      {
        verbs: ['create'],
        apiGroups: ['authentication.k8s.io'],
        resources: ['selfsubjectreviews'],
      },
    ],
    groups: [AUTHENTICATED],
  },
  {
    name: 'system:public-info-viewer',
    rules: [{ verbs: ['get'], nonResourceURLs: HEALTH_PATHS }],
    groups: [AUTHENTICATED, UNAUTHENTICATED],
  },
];

/** Creates the roles and bindings of an API server that are missing. */
export async function ensureBootstrapPolicy(api: ResourceApi): Promise<void> {
  for (const { name, rules, groups } of BOOTSTRAP_ROLES) {
    const metadata = {
      name,
      labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults' },
    };
    await ensure(api, {
      apiVersion: API_VERSION,
      kind: 'ClusterRole',
      metadata,
      rules,
    });
    await ensure(api, {
      apiVersion: API_VERSION,
      kind: 'ClusterRoleBinding',
      metadata,
      roleRef: { apiGroup: RBAC_GROUP, kind: 'ClusterRole', name },
      subjects: groups.map(group => ({
        apiGroup: RBAC_GROUP,
        kind: 'Group',
        name: group,
      })),
    });
  }
}

async function ensure(
  api: ResourceApi,
  object: KubernetesObject,
): Promise<void> {
  const type = api.findKind(object.apiVersion, object.kind);
  if (!type)
    throw new Error(
      `The cluster ${api.cluster} does not serve ${object.kind}.`,
    );
  try {
    api.get(type, undefined, object.metadata.name);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    await api.create(type, undefined, object, {
      fieldManager: 'kube-apiserver',
    });
  }
}
