import {
  CONNECTION_KEYS,
  type KubernetesObject,
  type ServiceFacts,
  type ClusterObject,
} from '@backstage-dbaas/plugin-dbaas-common';
import { connectionsOf } from './connections';

const claim: KubernetesObject = {
  apiVersion: 'dbaas.dev/v1alpha1',
  kind: 'ManagedDatabase',
  metadata: { name: 'orders-db', namespace: 'team-orders' },
  spec: {
    delivery: [
      {
        cluster: 'apps',
        namespace: 'orders',
        user: 'orders-app',
        database: 'orders',
        secretName: 'orders-db',
      },
    ],
    dapr: [
      {
        name: 'orders-state',
        type: 'state.postgresql',
        cluster: 'apps',
        namespace: 'orders',
        scopes: ['orders-api'],
      },
      {
        name: 'elsewhere',
        type: 'state.postgresql',
        cluster: 'apps',
        namespace: 'billing',
        scopes: ['billing-api'],
      },
    ],
  },
};

const facts: ServiceFacts = {
  databases: ['orders'],
  users: [],
  endpoint: { host: '10.0.0.7', port: 5433 },
};

function externalSecret(status: object): KubernetesObject {
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name: 'orders-db', namespace: 'orders' },
    status,
  };
}

const ready = (
  status: string,
  reason: string,
  refreshTime: string | null = null,
) => ({
  refreshTime,
  conditions: [{ type: 'Ready', status, reason }],
});

const inApps = (object: KubernetesObject): ClusterObject => ({
  cluster: 'apps',
  object,
});

const carriedBy = (
  cluster: string,
  object: KubernetesObject,
): ClusterObject => ({
  cluster: 'platform',
  object: {
    apiVersion: 'kubernetes.m.crossplane.io/v1alpha1',
    kind: 'Object',
    metadata: { name: 'orders-db-externalsecret', namespace: 'team-orders' },
    spec: {
      providerConfigRef: { kind: 'ClusterProviderConfig', name: cluster },
    },
    status: { atProvider: { manifest: object } },
  },
});

const synced = externalSecret(
  ready('True', 'SecretSynced', '2026-11-25T12:00:00Z'),
);

const withTemplate: KubernetesObject = {
  ...synced,
  spec: {
    target: { name: 'orders-db', template: { data: { sslmode: 'require' } } },
  },
};

describe('connectionsOf', () => {
  it('tells names and addresses of a delivery, and the components beside it', () => {
    expect(connectionsOf(claim, facts, [inApps(synced)])).toEqual([
      {
        cluster: 'apps',
        namespace: 'orders',
        secretName: 'orders-db',
        secretKeys: [...CONNECTION_KEYS],
        delivered: true,
        refreshedAt: '2026-11-25T12:00:00Z',
        host: '10.0.0.7',
        port: 5433,
        database: 'orders',
        user: 'orders-app',
        daprComponents: [
          {
            name: 'orders-state',
            type: 'state.postgresql',
            scopes: ['orders-api'],
          },
        ],
      },
    ]);
  });

  it.each<[string, ClusterObject[], boolean]>([
    ['nothing there yet', [], false],
    ['an ExternalSecret without a status', [inApps(externalSecret({}))], false],
    ['a Secret in sync', [inApps(synced)], true],
    [
      'a Secret that is gone although Ready is True',
      [
        inApps(
          externalSecret(
            ready('True', 'SecretDeleted', '2026-11-25T12:00:00Z'),
          ),
        ),
      ],
      false,
    ],
    [
      'a refresh that fails while the old Secret stays',
      [
        inApps(
          externalSecret(
            ready('False', 'SecretSyncedError', '2026-11-25T12:00:00Z'),
          ),
        ),
      ],
      true,
    ],
    [
      'a first refresh that fails',
      [inApps(externalSecret(ready('False', 'SecretSyncedError')))],
      false,
    ],
    [
      'an ExternalSecret of another cluster',
      [{ cluster: 'other', object: synced }],
      false,
    ],
    [
      'one that only provider-kubernetes sees',
      [carriedBy('apps', synced)],
      true,
    ],
    [
      'one that provider-kubernetes sees in another cluster',
      [carriedBy('other', synced)],
      false,
    ],
    [
      'our own view before the older one of provider-kubernetes',
      [
        carriedBy('apps', synced),
        inApps(externalSecret(ready('False', 'SecretSyncedError'))),
      ],
      false,
    ],
  ])('%s', (_situation, objects, delivered) => {
    expect(connectionsOf(claim, facts, objects)[0].delivered).toBe(delivered);
  });

  it.each<[string, ServiceFacts, ClusterObject[], string | undefined]>([
    ['the claim', { ...facts, sslMode: 'verify-ca' }, [], 'verify-ca'],
    [
      'the claim rather than a template',
      { ...facts, sslMode: 'verify-ca' },
      [inApps(withTemplate)],
      'verify-ca',
    ],
    ['a template', facts, [inApps(withTemplate)], 'require'],
    ['nothing', facts, [inApps(synced)], undefined],
  ])('takes the TLS mode from %s', (_source, known, objects, sslMode) => {
    expect(connectionsOf(claim, known, objects)[0].sslMode).toBe(sslMode);
  });
});
