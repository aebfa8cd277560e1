import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { groupOf } from '@backstage-dbaas/plugin-dbaas-common';
import { Inventory } from '../inventory/inventory';
import { collectObjects } from './collect-objects';

function object(
  apiVersion: string,
  kind: string,
  name: string,
  rest: { metadata?: object; spec?: object; [field: string]: unknown } = {},
): KubernetesObject {
  return {
    ...rest,
    apiVersion,
    kind,
    metadata: {
      name,
      namespace: 'team-orders',
      uid: `${kind}/${name}`,
      ...rest.metadata,
    },
  };
}

const ownedBy = (kind: string, name: string) => ({
  ownerReferences: [
    { apiVersion: 'v1', kind, name, uid: `${kind}/${name}`, controller: true },
  ],
});

describe('collectObjects', () => {
  const inventory = new Inventory();
  afterAll(() => inventory.close());

  const put = (cluster: string, ...objects: KubernetesObject[]) => {
    for (const one of objects) {
      inventory
        .storeFor(cluster, { group: groupOf(one), kind: one.kind })
        .upsert(one);
    }
  };

  const known = (cluster: string, one: KubernetesObject) => {
    put(cluster, one);
    const { kind, metadata } = one;
    const entry = inventory.get({
      cluster,
      group: groupOf(one),
      kind,
      ...metadata,
    });
    if (!entry) throw new Error(`${kind} ${metadata.name} is not known.`);
    return entry;
  };

  const claim = object('dbaas.dev/v1alpha1', 'ManagedDatabase', 'orders-db', {
    spec: {
      crossplane: {
        resourceRefs: [
          {
            apiVersion: 'postgresql.cnpg.io/v1',
            kind: 'Cluster',
            name: 'orders-db',
          },
          {
            apiVersion: 's3.example.org/v1',
            kind: 'Bucket',
            name: 'not-watched-yet',
          },
        ],
      },
    },
  });

  put(
    'platform',
    claim,
    object('postgresql.cnpg.io/v1', 'Cluster', 'orders-db'),
    object('v1', 'Pod', 'orders-db-1', {
      metadata: ownedBy('Cluster', 'orders-db'),
    }),
    object('v1', 'Event', 'orders-db-1.1', {
      involvedObject: { uid: 'Pod/orders-db-1' },
      reason: 'FailedScheduling',
    }),
    object('external-secrets.io/v1', 'PushSecret', 'push', {
      metadata: ownedBy('ManagedDatabase', 'orders-db'),
      spec: {
        secretStoreRefs: [{ kind: 'ClusterSecretStore', name: 'dbaas' }],
      },
    }),
    object('external-secrets.io/v1', 'ClusterSecretStore', 'dbaas', {
      metadata: { namespace: undefined },
    }),
    object('kubernetes.m.crossplane.io/v1alpha1', 'Object', 'remote', {
      metadata: ownedBy('ManagedDatabase', 'orders-db'),
      spec: {
        providerConfigRef: { kind: 'ClusterProviderConfig', name: 'apps' },
        forProvider: {
          manifest: {
            apiVersion: 'dapr.io/v1alpha1',
            kind: 'Component',
            metadata: { name: 'orders-state', namespace: 'orders' },
          },
        },
      },
    }),
    object('postgresql.cnpg.io/v1', 'Cluster', 'billing-db'),
  );
  put(
    'apps',
    object('external-secrets.io/v1', 'ExternalSecret', 'orders-db', {
      metadata: {
        namespace: 'orders',
        labels: { 'dbaas.dev/database': 'team-orders.orders-db' },
      },
    }),
    object('dapr.io/v1alpha1', 'Component', 'orders-state', {
      metadata: { namespace: 'orders' },
    }),
    object('dapr.io/v1alpha1', 'Component', 'other', {
      metadata: { namespace: 'orders' },
    }),
  );

  const collected = collectObjects(
    inventory,
    known('platform', claim),
    'team-orders.orders-db',
  );

  it('follows owners, references, labels, dependencies, carriers and Events, and nothing else', () => {
    expect(
      collected.objects
        .map(
          ({ cluster, object: { kind, metadata } }) =>
            `${cluster}/${kind}/${metadata.name}`,
        )
        .sort(),
    ).toEqual([
      'apps/Component/orders-state',
      'apps/ExternalSecret/orders-db',
      'platform/Cluster/orders-db',
      'platform/ClusterSecretStore/dbaas',
      'platform/Event/orders-db-1.1',
      'platform/ManagedDatabase/orders-db',
      'platform/Object/remote',
      'platform/Pod/orders-db-1',
      'platform/PushSecret/push',
    ]);
    expect(collected.clusters.sort()).toEqual(['apps', 'platform']);
  });

  it('names what it looked for in vain, so that its arrival is noticed', () => {
    expect(collected.composed).toContainEqual({
      cluster: 'platform',
      group: 's3.example.org',
      kind: 'Bucket',
      namespace: 'team-orders',
      name: 'not-watched-yet',
    });
    expect(collected.names).toContain(
      'platform|Bucket.s3.example.org|team-orders|not-watched-yet',
    );
  });

  it('ends although two composites refer to each other', () => {
    const refersTo = (name: string) => ({
      spec: { resourceRefs: [{ apiVersion: 'x.org/v1', kind: 'Loop', name }] },
    });
    const first = object('x.org/v1', 'Loop', 'first', refersTo('second'));
    put(
      'platform',
      first,
      object('x.org/v1', 'Loop', 'second', refersTo('first')),
    );
    expect(
      collectObjects(inventory, known('platform', first), 'none').objects,
    ).toHaveLength(2);
  });
});
