import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { claimOf } from './claims';

const DATABASES = 100;
const USERS = 200;

const numbered = <T>(count: number, one: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => one(index));

const database = (index: number) => `database-${index % DATABASES}`;
const user = (index: number) => `user-${index}`;

const SERVER = { version: '17', placement: 'cnpg', plan: 'small' };

/** As many databases and users as one server may hold; each user has one database. */
const MANY_DATABASES_AND_USERS = {
  ...SERVER,
  databases: numbered(DATABASES, index => ({ name: database(index) })),
  users: numbered(USERS, index => ({
    name: user(index),
    access: [{ database: database(index), level: 'readWrite' }],
  })),
};

/** The same with an extension, a schema, a delivery and a component for each database. */
const EVERY_LAYER = {
  ...MANY_DATABASES_AND_USERS,
  databases: numbered(DATABASES, index => ({
    name: database(index),
    extensions: ['pgcrypto'],
  })),
  schema: numbered(DATABASES, index => ({
    database: database(index),
    declarative: { sql: 'CREATE TABLE orders (id bigint PRIMARY KEY);' },
  })),
  delivery: numbered(DATABASES, index => ({
    cluster: 'apps',
    namespace: `team-${index}`,
    user: user(index),
    database: database(index),
    secretName: 'database',
  })),
  dapr: numbered(DATABASES, index => ({
    name: 'state',
    cluster: 'apps',
    namespace: `team-${index}`,
    scopes: ['api'],
  })),
};

/** A claim of the size that the function is measured with. */
export interface LargeClaim {
  described: string;
  claim: KubernetesObject;
  /** Median of one call, in milliseconds. */
  goal?: number;
}

/** The claims that the function is measured with, the one with a goal first. */
export const LARGE_CLAIMS: readonly LargeClaim[] = [
  {
    described: `${DATABASES} databases, ${USERS} users`,
    claim: claimOf(MANY_DATABASES_AND_USERS),
    goal: 50,
  },
  {
    described: `the same with every layer for each database`,
    claim: claimOf(EVERY_LAYER),
  },
];
