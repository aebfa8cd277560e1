import type { Entity } from '@backstage/catalog-model';
import { ordersApi, unlinkedApi } from '../src/testing/entity';
import { STATES } from '../src/testing/states';

/** What an entity meets that has no state of a database to show. */
export const SITUATIONS = [
  'loading',
  'forbidden',
  'misconfigured',
  'error',
  'notLinked',
  'several',
  'details',
  'detailsRefused',
] as const;

export type Situation = (typeof SITUATIONS)[number];

const team: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Group',
  metadata: { name: 'team-orders', namespace: 'default' },
  spec: { type: 'team', children: [] },
};

const createTemplate: Entity = {
  apiVersion: 'scaffolder.backstage.io/v1beta3',
  kind: 'Template',
  metadata: { name: 'create-database', namespace: 'default' },
  spec: { type: 'database', owner: 'team-orders' },
};

/** One component for each state and situation, named after it. */
export const stateEntities: Entity[] = [
  ...Object.keys(STATES),
  ...SITUATIONS,
].map(name => {
  const { metadata, ...entity } =
    name === 'notLinked' ? unlinkedApi : ordersApi;
  return { ...entity, metadata: { ...metadata, name } };
});

export const galleryEntities: Entity[] = [
  ...stateEntities,
  team,
  createTemplate,
];
