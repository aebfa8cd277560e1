import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { FULL_SPEC, MINIMAL_SPEC } from '../../../__testUtils__/claims';
import { settingsWith } from '../../../__testUtils__/settings';
import { DEFAULT_SETTINGS } from '../../../settings';
import { built, type GoldenSpec } from '../golden-spec';

const REQUESTED = 'requested';
const settings = DEFAULT_SETTINGS;
const variationOf = 'cnpg-every-layer';

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
        name: REQUESTED,
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
      built(
        'A database comes with its roles even when nobody uses it yet, so that users can be added later; no layer waits for nothing.',
      ),
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
    settings: settingsWith({ cnpg: { storageClass: 'fast' } }),
    variationOf,
    stages: [
      {
        name: REQUESTED,
        reason:
          'Standbys, the storage that was asked for instead of that of the plan, and the class that the platform team chose.',
      },
      built(
        'Standbys change nothing but the server: all the rest is as for a server that stands alone.',
      ),
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
    settings: settingsWith({
      cnpg: {
        backups: { configuration: { destinationPath: 's3://backups/' } },
      },
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
      built(
        'Backups are scheduled once the server runs, with a field for seconds that CloudNativePG wants before the five of cron.',
      ),
    ],
  },
  {
    name: 'cnpg-exposed',
    spec: { ...FULL_SPEC, schema: [], dapr: [] },
    settings: settingsWith({
      cnpg: {
        exposure: { annotations: { 'example.com/internal': 'true' } },
      },
    }),
    outside: new Map([['server-exposed-service', [EXPOSED_SERVICE]]]),
    variationOf,
    stages: [
      {
        name: REQUESTED,
        reason:
          'The platform team lets other clusters reach servers: a Service of type LoadBalancer beside those of CloudNativePG.',
      },
      built(
        'Credentials hold the address of the LoadBalancer; controllers in the cluster keep using that of CloudNativePG.',
      ),
    ],
  },
];
