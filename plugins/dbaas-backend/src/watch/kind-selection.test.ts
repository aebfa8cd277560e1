import type { ResourceReader } from '@backstage-dbaas/plugin-dbaas-common';
import { kindSelection } from './kind-selection';

const reader = (groups: string[], kinds?: string[]): ResourceReader => ({
  groups,
  kinds,
  read: () => ({ state: 'healthy', reason: '', sentence: '', evidence: [] }),
});

const selection = kindSelection(
  [{ group: 'dbaas.dev', kind: 'ManagedDatabase' }],
  [
    reader(['postgresql.cnpg.io'], ['Cluster']),
    reader(['postgresql.sql.m.crossplane.io']),
    reader(['*.aws.m.upbound.io', 'rds.example.org']),
    reader([''], ['Secret', 'Pod', 'ConfigMap']),
    reader(['rbac.authorization.k8s.io']),
  ],
);

describe('kindSelection', () => {
  it.each([
    ['dbaas.dev', 'ManagedDatabase'],
    ['postgresql.cnpg.io', 'Cluster'],
    ['postgresql.sql.m.crossplane.io', 'Role'],
    ['rds.example.org', 'Instance'],
  ])('watches all of %s %s', (group, kind) => {
    expect(selection.watched({ group, kind })).toEqual({ group, kind });
    expect(selection.inGroup(group)).toBe(true);
  });

  it('watches the Applications of Argo CD if it may', () => {
    expect(
      selection.watched({ group: 'argoproj.io', kind: 'Application' }),
    ).toEqual({
      group: 'argoproj.io',
      kind: 'Application',
      optional: true,
    });
  });

  it.each([
    ['postgresql.cnpg.io', 'Pooler'],
    ['cluster.x-k8s.io', 'Cluster'],
    ['', 'ConfigMap'],
    ['rbac.authorization.k8s.io', 'Role'],
    ['rds.aws.m.upbound.io', 'Instance'],
  ])('does not watch %s %s', (group, kind) => {
    expect(selection.watched({ group, kind })).toBeUndefined();
  });

  it('reads only metadata of Secrets, and only of those with our label', () => {
    expect(selection.watched({ group: '', kind: 'Secret' })).toEqual({
      group: '',
      kind: 'Secret',
      labelSelector: 'dbaas.dev/database',
      metadataOnly: true,
      optional: true,
    });
  });

  it.each([
    ['EnvironmentConfig', 'dbaas-plans'],
    ['Composition', 'manageddatabases.dbaas.dev'],
  ])('reads one %s, which says what can be asked for', (kind, name) => {
    const group = 'apiextensions.crossplane.io';
    expect(selection.watched({ group, kind })).toEqual({
      group,
      kind,
      fieldSelector: `metadata.name=${name}`,
      optional: true,
    });
    expect(selection.inGroup(group)).toBe(true);
  });

  it('reads only pods with a Dapr sidecar', () => {
    expect(selection.watched({ group: '', kind: 'Pod' })).toMatchObject({
      labelSelector: 'dapr.io/sidecar-injected',
    });
  });
});
