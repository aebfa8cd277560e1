import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { FULL_SPEC, MINIMAL_SPEC } from '../../../__testUtils__/claims';
import { DEFAULT_SETTINGS, settingsSchema } from '../../../settings';
import type { GoldenSpec } from '../golden-spec';

const [database] = FULL_SPEC.databases;
const [user] = FULL_SPEC.users ?? [];
const [delivery] = FULL_SPEC.delivery ?? [];
const [component] = FULL_SPEC.dapr ?? [];

const REQUESTED = 'requested';
const BUILT = 'built';
const settings = DEFAULT_SETTINGS;
const variationOf = 'cnpg-every-layer';

const withSettings = (cnpg: object) =>
  settingsSchema.parse({
    apiVersion: settings.apiVersion,
    kind: settings.kind,
    cnpg,
  });

/** What CloudNativePG makes of an exposure, with the address that a cloud gave it. */
const EXPOSED_SERVICE: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'orders-db-external', namespace: 'team-orders' },
  spec: { type: 'LoadBalancer', ports: [{ port: 5432 }] },
  status: { loadBalancer: { ingress: [{ hostname: 'orders.example.com' }] } },
};

/** Servers of CloudNativePG. */
export const CNPG_SPECS: readonly GoldenSpec[] = [
  {
    name: variationOf,
    spec: FULL_SPEC,
    settings,
    stages: [
      {
        name: 'requested',
        reason:
          'Only what needs no server: the server itself, a generator of passwords, and what keeps the claim from being deleted.',
      },
      {
        name: 'server-runs',
        reason:
          'The server is up and its superuser is known, so provider-sql gets its access; passwords are made meanwhile.',
      },
      {
        name: 'access-works',
        reason:
          'There is a way into the server, and passwords: roles are made. The access stays until the server is gone.',
      },
      {
        name: 'roles-work',
        reason:
          'Owners are there, so databases follow; passwords that work become credentials. What is in the server goes before it.',
      },
      {
        name: 'databases-work',
        reason:
          'Privileges and extensions go into the databases; credentials go to the central store; databases are kept from being deleted.',
      },
      {
        name: 'credentials-pushed',
        reason:
          'What is in the store is fetched from the application cluster. With privileges and a dev database Atlas can apply the schema.',
      },
      {
        name: 'credentials-delivered',
        reason:
          'The Secret is there and the schema of the component is made, so a Dapr component can read it without stopping its application.',
      },
      {
        name: 'component-loaded',
        reason:
          'The component is there: the Secret that it reads must not go before it.',
      },
      {
        name: 'ready',
        reason: 'Everything that was asked for works, and stays as it is.',
      },
    ],
  },
  {
    name: 'cnpg-smallest',
    spec: MINIMAL_SPEC,
    settings,
    variationOf,
    stages: [
      {
        name: REQUESTED,
        reason: 'The least that there can be: a server with one database.',
      },
      {
        name: BUILT,
        settle: true,
        reason:
          'A database comes with its roles even when nobody uses it yet, so that users can be added later; no layer waits for nothing.',
      },
    ],
  },
  {
    name: 'cnpg-highly-available',
    spec: {
      ...MINIMAL_SPEC,
      plan: 'medium',
      storageGB: 50,
      highAvailability: true,
    },
    settings: withSettings({ storageClass: 'fast' }),
    variationOf,
    stages: [
      {
        name: REQUESTED,
        reason:
          'Standbys, the storage that was asked for instead of that of the plan, and the class that the platform team chose.',
      },
      {
        name: BUILT,
        settle: true,
        reason:
          'Standbys change nothing but the server: all the rest is as for a server that stands alone.',
      },
      {
        name: 'storage-grown',
        change: { storageGB: 80 },
        settle: true,
        reason:
          'More storage is one field of the server; nothing is made again.',
      },
    ],
  },
  {
    name: 'cnpg-backups',
    spec: {
      ...MINIMAL_SPEC,
      backup: { retentionDays: 14, schedule: '30 3 * * *' },
    },
    settings: withSettings({
      backups: { configuration: { destinationPath: 's3://backups/' } },
    }),
    variationOf,
    stages: [
      {
        name: REQUESTED,
        reason:
          'First the place for backups: a server that archives to a place which is not there does not start.',
      },
      {
        name: 'store-there',
        reason:
          'The server archives its log by the plugin from its first minute on.',
      },
      {
        name: BUILT,
        settle: true,
        reason:
          'Backups are scheduled once the server runs, with a field for seconds that CloudNativePG wants before the five of cron.',
      },
    ],
  },
  {
    name: 'cnpg-exposed',
    spec: { ...FULL_SPEC, schema: [], dapr: [] },
    settings: withSettings({
      exposure: { annotations: { 'example.com/internal': 'true' } },
    }),
    outside: new Map([['server-exposed-service', [EXPOSED_SERVICE]]]),
    variationOf,
    stages: [
      {
        name: REQUESTED,
        reason:
          'The platform team lets other clusters reach servers: a Service of type LoadBalancer beside those of CloudNativePG.',
      },
      {
        name: BUILT,
        settle: true,
        reason:
          'Credentials hold the address of the LoadBalancer; controllers in the cluster keep using that of CloudNativePG.',
      },
    ],
  },
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
      {
        name: BUILT,
        settle: true,
        reason:
          'Versioned migrations are an AtlasMigration that reads a ConfigMap; it may not go back unless losing data is allowed.',
      },
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
      {
        name: BUILT,
        settle: true,
        reason:
          'The SQL is read from a ConfigMap beside the claim, and Atlas is not told to refuse what drops something.',
      },
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
      {
        name: BUILT,
        settle: true,
        reason:
          'Each level is membership in a role of the database, for future tables, too; an owner acts as the role that owns it.',
      },
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
      {
        name: BUILT,
        settle: true,
        reason:
          'As the spec with every layer: there is nothing of its own yet.',
      },
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
      {
        name: BUILT,
        settle: true,
        reason:
          'Protection is on unless somebody says otherwise: a Usage each for the claim and for every database.',
      },
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
      {
        name: BUILT,
        settle: true,
        reason:
          'One push serves both clusters; each type of component has its own metadata, and none is without scopes.',
      },
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
