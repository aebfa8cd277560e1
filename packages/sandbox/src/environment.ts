import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { stringify } from 'yaml';
import type { SandboxPorts } from './ports';

/** Namespace of the central secret store, on the platform cluster. */
const STORE_NAMESPACE = 'dbaas-secrets';
const OPERATOR_NAMESPACE = 'external-secrets';
/** Known to everybody; app-config.sandbox.yaml has it too. */
const BACKSTAGE_TOKEN = 'sandbox-backstage';
const STORE_TOKEN = 'sandbox-secret-store';
const CROSSPLANE_TOKEN = 'sandbox-crossplane';

/**
 * What differs from one environment to the next, and what a platform team writes
 * for its own: namespaces, the central secret store, access to the application
 * cluster, and the token of Backstage's service account.
 */
export function environmentOf(
  cluster: 'platform' | 'apps',
  ports: SandboxPorts,
): KubernetesObject[] {
  return cluster === 'platform'
    ? platformEnvironment(ports)
    : applicationEnvironment(ports);
}

function platformEnvironment(ports: SandboxPorts): KubernetesObject[] {
  return [
    ...[
      'crossplane-system',
      'cnpg-system',
      'atlas-operator',
      OPERATOR_NAMESPACE,
      STORE_NAMESPACE,
    ].map(namespace),
    ...backstageToken(),
    ...serviceAccountWithToken(STORE_NAMESPACE, 'secret-store', STORE_TOKEN),
    clusterSecretStore(
      { url: 'kubernetes.default' },
      { serviceAccount: { name: 'secret-store', namespace: STORE_NAMESPACE } },
    ),
    ...crossplaneAccount(),
    ...applicationCluster('apps', ports.appsApi),
    // Applications may run beside Crossplane, too.
    ...applicationCluster('platform', ports.platformApi),
  ];
}

/** A cluster to which claims deliver, by the name that they call it. */
function applicationCluster(name: string, port: number): KubernetesObject[] {
  return [
    secret('crossplane-system', `${name}-kubeconfig`, {
      kubeconfig: kubeconfigOf(name, port, CROSSPLANE_TOKEN),
    }),
    {
      apiVersion: 'kubernetes.m.crossplane.io/v1alpha1',
      kind: 'ClusterProviderConfig',
      metadata: { name },
      spec: {
        credentials: {
          source: 'Secret',
          secretRef: {
            namespace: 'crossplane-system',
            name: `${name}-kubeconfig`,
            key: 'kubeconfig',
          },
        },
      },
    },
  ];
}

/** By which Crossplane works on an application cluster. */
function crossplaneAccount(): KubernetesObject[] {
  return [
    ...serviceAccountWithToken(
      'crossplane-system',
      'crossplane',
      CROSSPLANE_TOKEN,
    ),
    clusterAdmin('crossplane-system', 'crossplane'),
  ];
}

function applicationEnvironment(ports: SandboxPorts): KubernetesObject[] {
  return [
    ...['crossplane-system', OPERATOR_NAMESPACE, 'dapr-system'].map(namespace),
    ...backstageToken(),
    ...crossplaneAccount(),
    storeToken(),
    clusterSecretStore(
      { url: `http://127.0.0.1:${ports.platformApi}` },
      {
        token: {
          bearerToken: {
            name: 'platform-token',
            key: 'token',
            namespace: OPERATOR_NAMESPACE,
          },
        },
      },
    ),
  ];
}

/** By which the application cluster reads the central secret store. */
export function storeToken(): KubernetesObject {
  return secret(OPERATOR_NAMESPACE, 'platform-token', { token: STORE_TOKEN });
}

function namespace(name: string): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

function secret(
  namespaceName: string,
  name: string,
  stringData: Record<string, string>,
): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: namespaceName },
    type: 'Opaque',
    stringData,
  };
}

/** The service account and its roles come with platform/base/rbac; its token is ours to choose. */
function backstageToken(): KubernetesObject[] {
  return [
    namespace('backstage'),
    tokenOf('backstage', 'backstage', BACKSTAGE_TOKEN),
  ];
}

function serviceAccountWithToken(
  namespaceName: string,
  name: string,
  token: string,
): KubernetesObject[] {
  return [
    {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name, namespace: namespaceName },
    },
    tokenOf(namespaceName, name, token),
  ];
}

function tokenOf(
  namespaceName: string,
  account: string,
  token: string,
): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: `${account}-token`,
      namespace: namespaceName,
      annotations: { 'kubernetes.io/service-account.name': account },
    },
    type: 'kubernetes.io/service-account-token',
    stringData: { token },
  };
}

function clusterAdmin(
  namespaceName: string,
  account: string,
): KubernetesObject {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: `${account}-admin` },
    roleRef: {
      apiGroup: 'rbac.authorization.k8s.io',
      kind: 'ClusterRole',
      name: 'cluster-admin',
    },
    subjects: [
      { kind: 'ServiceAccount', namespace: namespaceName, name: account },
    ],
  };
}

function clusterSecretStore(server: object, auth: object): KubernetesObject {
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ClusterSecretStore',
    metadata: { name: 'dbaas' },
    spec: {
      provider: {
        kubernetes: { remoteNamespace: STORE_NAMESPACE, server, auth },
      },
    },
  };
}

function kubeconfigOf(cluster: string, port: number, token: string): string {
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': cluster,
    clusters: [
      { name: cluster, cluster: { server: `http://127.0.0.1:${port}` } },
    ],
    contexts: [{ name: cluster, context: { cluster, user: 'crossplane' } }],
    users: [{ name: 'crossplane', user: { token } }],
  });
}
