import { FULL_SPEC, MINIMAL_SPEC } from '../../../__testUtils__/claims';
import { DEFAULT_SETTINGS } from '../../../settings';
import { built, type GoldenSpec } from '../golden-spec';

const [database] = FULL_SPEC.databases;
const [user] = FULL_SPEC.users ?? [];
const [delivery] = FULL_SPEC.delivery ?? [];
const [component] = FULL_SPEC.dapr ?? [];

const settings = DEFAULT_SETTINGS;
const variationOf = 'cnpg-every-layer';

/**
 * What is inside a server and comes after it. It is the same wherever the server is, so
 * servers of CloudNativePG stand for all.
 */
export const INSIDE_SPECS: readonly GoldenSpec[] = [
  {
    name: 'cnpg-migrations',
    spec: {
      ...FULL_SPEC,
      schema: [
        {
          database: 'orders',
          migrations: { configMapRef: { name: 'orders-migrations' } },
        },
      ],
    },
    settings,
    variationOf,
    stages: [
      built(
        'Versioned migrations are an AtlasMigration that reads a ConfigMap; it may not go back unless losing data is allowed.',
      ),
      {
        name: 'way-back-allowed',
        change: {
          schema: [
            {
              database: 'orders',
              migrations: { configMapRef: { name: 'orders-migrations' } },
              allowDestructive: true,
            },
          ],
        },
        settle: true,
        reason:
          'Somebody allowed to lose data in so many words, so migrations may be taken back.',
      },
    ],
  },
  {
    name: 'cnpg-schema-in-configmap',
    spec: {
      ...FULL_SPEC,
      schema: [
        {
          database: 'orders',
          declarative: {
            configMapRef: { name: 'orders-schema', key: 'schema.sql' },
          },
          allowDestructive: true,
        },
      ],
    },
    settings,
    variationOf,
    stages: [
      built(
        'The SQL is read from a ConfigMap beside the claim, and Atlas is not told to refuse what drops something.',
      ),
    ],
  },
  {
    name: 'cnpg-levels-of-access',
    spec: {
      ...MINIMAL_SPEC,
      databases: [database, { name: 'billing' }],
      users: [
        {
          name: 'migrator',
          access: [{ database: 'orders', level: 'owner' }],
        },
        user,
        {
          name: 'reporting',
          access: [
            { database: 'orders', level: 'readOnly' },
            { database: 'billing', level: 'readOnly' },
          ],
        },
      ],
    },
    settings,
    variationOf,
    stages: [
      built(
        'Each level is membership in a role of the database, for future tables, too; an owner acts as the role that owns it.',
      ),
      {
        name: 'level-lowered',
        change: {
          users: [
            {
              name: 'migrator',
              access: [{ database: 'orders', level: 'readOnly' }],
            },
          ],
        },
        settle: true,
        reason:
          'Another level is another Grant, so that the former one is revoked; who is named no more goes, with all credentials.',
      },
    ],
  },
  {
    name: 'cnpg-password-rotated',
    spec: FULL_SPEC,
    settings,
    variationOf,
    stages: [
      built('As the spec with every layer: there is nothing of its own yet.'),
      {
        name: 'rotation-raised',
        change: { users: [{ ...user, passwordRotation: 1 }] },
        reason:
          'Another password is made beside the former one, which still works: nothing else may change yet.',
      },
      {
        name: 'password-made',
        reason:
          'The new password is there, so the role is told to take it; the former one stays until the server has the new one.',
      },
      {
        name: 'password-works',
        settle: true,
        reason:
          'The new password works in the server: credentials follow and are pushed at once, and the former password goes.',
      },
    ],
  },
  {
    name: 'cnpg-protection-lifted',
    spec: { ...MINIMAL_SPEC, databases: [database, { name: 'billing' }] },
    settings,
    variationOf,
    stages: [
      built(
        'Protection is on unless somebody says otherwise: a Usage each for the claim and for every database.',
      ),
      {
        name: 'database-left-out',
        change: { databases: [database] },
        settle: true,
        reason:
          'A database that is left out stays while protection is on: only a warning tells that it is asked for no more.',
      },
      {
        name: 'protection-off',
        change: { deletionProtection: false },
        reason:
          'Protection is off: what refuses deletions goes first, or the database could not follow.',
      },
      {
        name: 'database-gone',
        settle: true,
        reason:
          'Now the database that is asked for no more goes, with all that came with it.',
      },
    ],
  },
  {
    name: 'cnpg-two-clusters',
    spec: {
      ...FULL_SPEC,
      delivery: [
        delivery,
        { ...delivery, cluster: 'batch', namespace: 'nightly' },
      ],
      dapr: [
        component,
        {
          ...component,
          name: 'orders-binding',
          type: 'bindings.postgresql',
          cluster: 'batch',
          namespace: 'nightly',
        },
        {
          ...component,
          name: 'orders-flags',
          type: 'configuration.postgresql',
          scopes: ['orders-api', 'orders-admin'],
        },
      ],
    },
    settings,
    variationOf,
    stages: [
      built(
        'One push serves both clusters; each type of component has its own metadata, and none is without scopes.',
      ),
      {
        name: 'delivery-ended',
        change: { delivery: [delivery], dapr: [component] },
        settle: true,
        reason:
          'Nothing is left in the other cluster; the push stays, because one cluster still fetches from the store.',
      },
    ],
  },
];
