import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { BUILT_IN_TYPES } from '../../built-in/types';
import type { ResourceType } from '../../resource-api';
import { tableOf } from './table';

const now = new Date('2026-01-01T00:05:00Z');
const created = '2026-01-01T00:00:00Z';

const database: ResourceType = {
  group: 'dbaas.dev',
  version: 'v1alpha1',
  kind: 'ManagedDatabase',
  listKind: 'ManagedDatabaseList',
  plural: 'manageddatabases',
  singular: 'manageddatabase',
  shortNames: [],
  categories: [],
  namespaced: true,
  hasStatus: true,
  hasGeneration: true,
  builtIn: false,
  storageVersion: 'v1alpha1',
  selectableFields: [],
  printerColumns: [
    {
      name: 'Ready',
      type: 'string',
      jsonPath: ".status.conditions[?(@.type=='Ready')].status",
    },
    { name: 'Storage', type: 'integer', jsonPath: '.spec.storageGB' },
    { name: 'HA', type: 'boolean', jsonPath: '.spec.highAvailability' },
    { name: 'Backup', type: 'string', jsonPath: '.spec.backup', priority: 1 },
    { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
  ],
};

function builtIn(kind: string): ResourceType {
  const type = BUILT_IN_TYPES.find(candidate => candidate.kind === kind);
  if (!type) throw new Error(`No built-in kind ${kind}`);
  return type;
}

function cellsOf(type: ResourceType, object: object): unknown {
  const whole: KubernetesObject = {
    apiVersion: 'v1',
    kind: type.kind,
    metadata: { name: 'a', namespace: 'b', creationTimestamp: created },
    ...object,
  };
  const table = tableOf(type, [whole], { includeObject: 'None', now });
  return 'rows' in table ? table.rows : undefined;
}

describe('tableOf', () => {
  it('shows the columns of a definition, and nothing for what is missing', () => {
    expect(
      cellsOf(database, {
        spec: { storageGB: 20, backup: { retentionDays: 7 } },
        status: { conditions: [{ type: 'Ready', status: 'True' }] },
      }),
    ).toEqual([
      { cells: ['a', 'True', 20, null, '{"retentionDays":7}', '5m'] },
    ]);
  });

  it('names the columns, those for `-o wide` with a priority', () => {
    expect(
      tableOf(database, [], {
        includeObject: 'None',
        now,
        metadata: { resourceVersion: '7' },
      }),
    ).toEqual({
      kind: 'Table',
      apiVersion: 'meta.k8s.io/v1',
      metadata: { resourceVersion: '7' },
      columnDefinitions: [
        expect.objectContaining({ name: 'Name', format: 'name', priority: 0 }),
        expect.objectContaining({ name: 'Ready', type: 'string' }),
        expect.objectContaining({ name: 'Storage', type: 'integer' }),
        expect.objectContaining({ name: 'HA', type: 'boolean' }),
        expect.objectContaining({ name: 'Backup', priority: 1 }),
        expect.objectContaining({ name: 'Age', type: 'date' }),
      ],
      rows: [],
    });
  });

  it.each([
    ['None', undefined],
    [
      'Metadata',
      {
        kind: 'PartialObjectMetadata',
        apiVersion: 'meta.k8s.io/v1',
        metadata: { name: 'a' },
      },
    ],
    [
      'Object',
      {
        kind: 'ConfigMap',
        apiVersion: 'v1',
        metadata: { name: 'a' },
        data: {},
      },
    ],
  ] as const)('includes of each object: %s', (includeObject, expected) => {
    const object = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'a' },
      data: {},
    };
    expect(
      tableOf(builtIn('ConfigMap'), [object], { includeObject, now }),
    ).toMatchObject({ rows: [{ object: expected }] });
  });

  it.each([
    ['Secret', { type: 'Opaque', data: { a: '', b: '' } }, ['Opaque', 2, '5m']],
    ['ConfigMap', { data: { a: '' }, binaryData: { b: '' } }, [2, '5m']],
    ['Namespace', { status: { phase: 'Active' } }, ['Active', '5m']],
    [
      'Deployment',
      {
        spec: { replicas: 2 },
        status: { readyReplicas: 1, updatedReplicas: 2 },
      },
      ['1/2', 2, 0, '5m'],
    ],
    [
      'Service',
      {
        spec: {
          type: 'ClusterIP',
          clusterIP: '10.0.0.1',
          ports: [{ port: 80 }, { port: 53, protocol: 'UDP' }],
        },
      },
      ['ClusterIP', '10.0.0.1', '<none>', '80/TCP,53/UDP', '5m'],
    ],
    [
      'RoleBinding',
      { roleRef: { kind: 'ClusterRole', name: 'view' } },
      ['ClusterRole/view', '5m'],
    ],
    ['CustomResourceDefinition', {}, [created]],
  ])('shows a %s as kubectl users know it', (kind, object, cells) => {
    expect(cellsOf(builtIn(kind), object)).toEqual([
      { cells: ['a', ...cells] },
    ]);
  });

  it('shows what an Event is about', () => {
    expect(
      cellsOf(builtIn('Event'), {
        type: 'Warning',
        reason: 'CannotObserve',
        message: 'no route to host\n',
        involvedObject: { kind: 'Role', name: 'orders' },
        source: { component: 'provider-sql' },
        firstTimestamp: created,
        lastTimestamp: '2026-01-01T00:04:00Z',
        count: 3,
      }),
    ).toEqual([
      {
        cells: [
          '60s',
          'Warning',
          'CannotObserve',
          'role/orders',
          '',
          'provider-sql',
          'no route to host',
          '5m',
          '3',
          'a',
        ],
      },
    ]);
  });
});
