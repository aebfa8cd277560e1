import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { eventually } from '../__testUtils__/eventually';
import type { ReflectorStore } from '../watch/reflector';
import { Inventory, type InventoryChange } from './inventory';

const claims = { group: 'dbaas.dev', kind: 'ManagedDatabase' };
const clusterKind = { group: 'postgresql.cnpg.io', kind: 'Cluster' };

function object(
  name: string,
  metadata: Partial<KubernetesObject['metadata']> = {},
): KubernetesObject {
  return {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'Cluster',
    metadata: {
      name,
      namespace: 'team-orders',
      uid: `uid-${name}`,
      resourceVersion: '1',
      ...metadata,
    },
  };
}

describe('Inventory', () => {
  let inventory: Inventory;
  const heard: InventoryChange[][] = [];

  beforeEach(() => {
    heard.length = 0;
    inventory = new Inventory({ coalesce: 5 });
    inventory.onChange(changes => heard.push(changes));
  });
  afterEach(() => inventory.close());

  /** What a reflector does with a list that it reads. */
  function list(
    store: ReflectorStore,
    ...objects: readonly KubernetesObject[]
  ): void {
    objects.forEach(one => store.upsert(one));
    store.retain(objects.map(({ metadata }) => metadata));
  }

  const namesOf = (found: Iterable<{ object: KubernetesObject }>) =>
    [...found].map(one => one.object.metadata.name).sort();

  it('finds objects by name, uid, owner, labels and kind, each cluster for itself', () => {
    const owned = object('orders-db', {
      ownerReferences: [
        { apiVersion: 'v1', kind: 'X', name: 'x', uid: 'owner' },
      ],
      labels: {
        'dbaas.dev/database': 'team-orders.orders-db',
        'dbaas.dev/entity': 'default.component.orders-api',
      },
    });
    list(inventory.storeFor('platform', clusterKind), owned, object('other'));
    list(
      inventory.storeFor('apps', clusterKind),
      object('elsewhere', { uid: 'uid-orders-db' }),
    );

    const name = {
      ...clusterKind,
      namespace: 'team-orders',
      name: 'orders-db',
    };
    expect(inventory.get({ cluster: 'platform', ...name })?.object).toEqual(
      owned,
    );
    expect(inventory.get({ cluster: 'apps', ...name })).toBeUndefined();
    expect(inventory.byUid('platform', 'uid-orders-db')?.object).toEqual(owned);
    expect(namesOf(inventory.ownedBy('platform', 'owner'))).toEqual([
      'orders-db',
    ]);
    expect(namesOf(inventory.ownedBy('apps', 'owner'))).toEqual([]);
    expect(namesOf(inventory.byDatabaseLabel('team-orders.orders-db'))).toEqual(
      ['orders-db'],
    );
    expect(
      namesOf(inventory.byEntityLabel('default.component.orders-api')),
    ).toEqual(['orders-db']);
    expect(namesOf(inventory.ofKind(clusterKind))).toEqual([
      'elsewhere',
      'orders-db',
      'other',
    ]);
    expect(namesOf(inventory.ofKind(claims))).toEqual([]);
    expect(inventory.countOf('platform')).toBe(2);
  });

  it('forgets every trace of an object that changed or went', () => {
    const store = inventory.storeFor('platform', clusterKind);
    store.upsert(object('a', { labels: { 'dbaas.dev/database': 'x.y' } }));
    store.upsert(object('a', { resourceVersion: '2', labels: {} }));
    expect(namesOf(inventory.byDatabaseLabel('x.y'))).toEqual([]);
    store.remove(object('a'));
    expect(inventory.byUid('platform', 'uid-a')).toBeUndefined();
    expect(inventory.countOf('platform')).toBe(0);
  });

  it('finds pods with a Dapr sidecar by namespace and by application', () => {
    const pod = (name: string, namespace: string) => ({
      ...object(name, {
        namespace,
        annotations: { 'dapr.io/app-id': 'orders-api' },
      }),
      apiVersion: 'v1',
      kind: 'Pod',
    });
    const store = inventory.storeFor('apps', { group: '', kind: 'Pod' });
    list(store, pod('a', 'orders'), pod('b', 'orders-test'));
    list(inventory.storeFor('apps', clusterKind), object('orders-db'));
    expect(
      namesOf(inventory.sidecars('apps', { namespace: 'orders' })),
    ).toEqual(['a']);
    expect(
      namesOf(inventory.sidecars('apps', { appId: 'orders-api' })),
    ).toEqual(['a', 'b']);
    expect(
      namesOf(inventory.sidecars('apps', { namespace: 'team-orders' })),
    ).toEqual([]);
    expect(
      namesOf(inventory.sidecars('platform', { namespace: 'orders' })),
    ).toEqual([]);
  });

  it('drops what a new list no longer has', () => {
    const store = inventory.storeFor('platform', clusterKind);
    list(store, object('a'), object('b'));
    list(store, object('b'), object('c'));
    expect(namesOf(inventory.ofKind(clusterKind))).toEqual(['b', 'c']);
  });

  it('tells changes together, each object once, from its oldest to its newest state', async () => {
    const store = inventory.storeFor('platform', clusterKind);
    store.upsert(object('a'));
    await eventually(() => expect(heard).toHaveLength(1));
    store.upsert(object('a', { resourceVersion: '2' }));
    store.upsert(object('a', { resourceVersion: '3' }));
    store.upsert(object('b'));
    await eventually(() => expect(heard).toHaveLength(2));
    expect(
      heard[1].map(({ before, after }) => [
        before?.object.metadata.resourceVersion,
        after?.object.metadata.resourceVersion,
      ]),
    ).toEqual([
      ['1', '3'],
      [undefined, '1'],
    ]);
  });

  it('says nothing when a new list brings nothing new', async () => {
    const store = inventory.storeFor('platform', clusterKind);
    list(store, object('a'));
    await eventually(() => expect(heard).toHaveLength(1));
    list(store, object('a'));
    store.upsert(object('b'));
    await eventually(() => expect(heard).toHaveLength(2));
    expect(heard[1].map(({ after }) => after?.object.metadata.name)).toEqual([
      'b',
    ]);
  });
});
