import type { KindRef } from '../../kubernetes/cluster-client';

/** One of the two API groups of provider-sql: the same kinds, in namespaces or not. */
export interface SqlGroup {
  apiVersion: string;
  namespaced: boolean;
  /** Kinds that a `providerConfigRef` may name; the first when it names none. */
  providerConfigKinds: readonly string[];
}

export const SQL_GROUPS: readonly SqlGroup[] = [
  {
    apiVersion: 'postgresql.sql.m.crossplane.io/v1alpha1',
    namespaced: true,
    providerConfigKinds: ['ClusterProviderConfig', 'ProviderConfig'],
  },
  {
    apiVersion: 'postgresql.sql.crossplane.io/v1alpha1',
    namespaced: false,
    providerConfigKinds: ['ProviderConfig'],
  },
];

export const SECRET: KindRef = { apiVersion: 'v1', kind: 'Secret' };

/** A kind of a group. */
export function kindOf(group: SqlGroup, kind: string): KindRef {
  return { apiVersion: group.apiVersion, kind };
}
