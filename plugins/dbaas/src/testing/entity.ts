import type { Entity } from '@backstage/catalog-model';

export const ordersApi: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'orders-api',
    namespace: 'default',
    annotations: { 'dbaas.dev/database': 'platform/team-orders/orders-db' },
  },
  spec: { type: 'service', owner: 'team-orders', lifecycle: 'production' },
  relations: [{ type: 'ownedBy', targetRef: 'group:default/team-orders' }],
};

export const unlinkedApi: Entity = {
  ...ordersApi,
  metadata: { name: 'orders-api', namespace: 'default' },
};
