/** The kinds of provider-kubernetes 1.2, namespaced group. */
export const OBJECT = {
  apiVersion: 'kubernetes.m.crossplane.io/v1alpha1',
  kind: 'Object',
} as const;
export const PROVIDER_CONFIG = {
  apiVersion: 'kubernetes.m.crossplane.io/v1alpha1',
  kind: 'ProviderConfig',
} as const;
export const CLUSTER_PROVIDER_CONFIG = {
  apiVersion: 'kubernetes.m.crossplane.io/v1alpha1',
  kind: 'ClusterProviderConfig',
} as const;
