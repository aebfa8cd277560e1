import type { ApiResource } from '../../src/clusters/discovery';

const resource = (
  group: string,
  version: string,
  kind: string,
  plural: string,
): ApiResource => ({ group, version, kind, plural, namespaced: true });

/** What every cluster of the bench serves. */
export const RESOURCES: readonly ApiResource[] = [
  resource('dbaas.dev', 'v1alpha1', 'ManagedDatabase', 'manageddatabases'),
  resource('postgresql.cnpg.io', 'v1', 'Cluster', 'clusters'),
  ...[
    ['Database', 'databases'],
    ['Role', 'roles'],
    ['Grant', 'grants'],
  ].map(([kind, plural]) =>
    resource('postgresql.sql.m.crossplane.io', 'v1alpha1', kind, plural),
  ),
  resource('kubernetes.m.crossplane.io', 'v1alpha1', 'Object', 'objects'),
  resource('external-secrets.io', 'v1alpha1', 'PushSecret', 'pushsecrets'),
  resource('external-secrets.io', 'v1', 'ExternalSecret', 'externalsecrets'),
  resource('db.atlasgo.io', 'v1alpha1', 'AtlasSchema', 'atlasschemas'),
];
