import { DEFAULT_PLANS } from '@backstage-dbaas/plugin-dbaas-common';
import { claimOf, MINIMAL_SPEC } from '../__testUtils__/claims';
import { CloudPlatform } from '../__testUtils__/cloud-platform';
import { CLOUD_SQL_AUTHORITY } from '../__testUtils__/simulated-clouds';
import { objectOf } from '../__testUtils__/simulated-platform';
import { secretValues } from '../resources/kubernetes-secret';

const NETWORK = 'projects/acme/global/networks/databases';
const PUBLIC = {
  'europe-west1': {
    authorizedNetworks: [{ name: 'clusters', cidr: '198.51.100.0/24' }],
  },
};
const google = new CloudPlatform('google', {
  regions: { 'europe-west1': { privateNetwork: { id: NETWORK } } },
});

describe('the server at Google', () => {
  it('is a DatabaseInstance of the size of the plan, in the network of the region', () => {
    expect(google.serverOf()).toMatchObject({
      apiVersion: 'sql.gcp.m.upbound.io/v1beta1',
      kind: 'DatabaseInstance',
      metadata: {
        name: 'orders-db',
        annotations: {
          'crossplane.io/external-name': expect.stringMatching(
            /^team-orders-orders-db-[0-9a-f]{8}$/,
          ),
        },
      },
      spec: {
        providerConfigRef: { kind: 'ClusterProviderConfig', name: 'default' },
        forProvider: {
          region: 'europe-west1',
          databaseVersion: 'POSTGRES_17',
          settings: {
            tier: 'db-custom-1-3840',
            edition: 'ENTERPRISE',
            availabilityType: 'ZONAL',
            diskSize: 10,
            diskAutoresize: false,
            ipConfiguration: {
              ipv4Enabled: false,
              privateNetwork: NETWORK,
              sslMode: 'ENCRYPTED_ONLY',
            },
            backupConfiguration: { enabled: false },
            userLabels: { 'dbaas-database': 'team-orders_orders-db' },
          },
        },
      },
    });
  });

  it.each<[string, object, object, object]>([
    [
      'a larger plan',
      { plan: 'medium' },
      {},
      { settings: { tier: 'db-custom-2-8192', diskSize: 50 } },
    ],
    [
      'another version',
      { version: '16' },
      {},
      { databaseVersion: 'POSTGRES_16' },
    ],
    [
      'the request for backups',
      { backup: { retentionDays: 30, schedule: '5 4 * * *' } },
      {},
      {
        settings: {
          backupConfiguration: {
            enabled: true,
            startTime: '04:05',
            pointInTimeRecoveryEnabled: true,
            backupRetentionSettings: {
              retainedBackups: 30,
              retentionUnit: 'COUNT',
            },
            transactionLogRetentionDays: 7,
          },
        },
      },
    ],
    [
      'high availability, which needs backups',
      { highAvailability: true },
      {},
      {
        settings: {
          availabilityType: 'REGIONAL',
          backupConfiguration: {
            enabled: true,
            pointInTimeRecoveryEnabled: true,
          },
        },
      },
    ],
    [
      'the parameters of the platform',
      {},
      { parameters: { log_min_duration_statement: '500' } },
      {
        settings: {
          databaseFlags: [{ name: 'log_min_duration_statement', value: '500' }],
        },
      },
    ],
    [
      'the networks that may reach a public address',
      {},
      { regions: PUBLIC },
      {
        settings: {
          ipConfiguration: {
            ipv4Enabled: true,
            authorizedNetworks: [
              { name: 'clusters', value: '198.51.100.0/24' },
            ],
          },
        },
      },
    ],
    [
      'the labels of a network that Crossplane made',
      {},
      {
        regions: {
          'europe-west1': {
            privateNetwork: { matchLabels: { network: 'databases' } },
          },
        },
      },
      {
        settings: {
          ipConfiguration: {
            privateNetworkSelector: { matchLabels: { network: 'databases' } },
          },
        },
      },
    ],
    ['its project', {}, { project: 'acme-db' }, { project: 'acme-db' }],
  ])('follows %s', (_what, spec, settings, expected) => {
    expect(google.serverOf(spec, settings).spec).toMatchObject({
      forProvider: expected,
    });
  });

  it.each([
    ['db-custom-8-32768', 'ENTERPRISE'],
    ['db-f1-micro', 'ENTERPRISE'],
    ['db-perf-optimized-N-2', 'ENTERPRISE_PLUS'],
    ['db-c4a-highmem-4', 'ENTERPRISE_PLUS'],
  ])('of machine type %s is of edition %s', (machineType, edition) => {
    const platform = google.platformOf();
    const [small] = DEFAULT_PLANS;
    platform.plans = [{ ...small, machineTypes: { google: machineType } }];
    platform.converge();
    expect(objectOf(platform, 'server').spec).toMatchObject({
      forProvider: { settings: { tier: machineType, edition } },
    });
  });

  it('never shrinks its storage, and keeps its name', () => {
    const platform = google.converged({ plan: 'medium' });
    const { annotations } = objectOf(platform, 'server').metadata;
    platform.claim = claimOf({ ...MINIMAL_SPEC, placement: 'google' });
    expect(objectOf(platform, 'server')).toMatchObject({
      metadata: { annotations },
      spec: { forProvider: { settings: { diskSize: 50 } } },
    });
  });
});

describe('what Google cannot be asked for', () => {
  it.each<[string, object, string, RegExp]>([
    [
      'in a region without a network',
      { region: 'us-east1' },
      'spec.region',
      /Choose one of: europe-west1\./,
    ],
    [
      'with weekly backups',
      { backup: { schedule: '0 2 * * 0' } },
      'spec.backup.schedule',
      /one backup each day/,
    ],
    [
      'with a user of Cloud SQL',
      { users: [{ name: 'cloudsqladmin' }] },
      'spec.users[0].name',
      /belongs to placement "google"/,
    ],
  ])('is a server %s', (_what, spec, path, message) => {
    expect(google.problemsOf(spec)).toEqual([
      { path, message: expect.stringMatching(message) },
    ]);
  });
});

describe('the access to the server at Google', () => {
  it('is by its private address, as a user of its own, with its authority', () => {
    const platform = google.convergedFull();
    expect(platform.ask()).toMatchObject({
      ready: true,
      status: {
        phase: 'Ready',
        version: '17',
        endpoint: { host: '10.20.0.3', port: 5432 },
      },
    });
    expect(
      secretValues(objectOf(platform, 'administrator-secret')),
    ).toMatchObject({ username: 'dbaas_admin', password: 'Adm1n-secret' });
    expect(
      secretValues(objectOf(platform, 'credentials/orders-app/orders')),
    ).toMatchObject({
      host: '10.20.0.3',
      sslmode: 'verify-ca',
      ca: CLOUD_SQL_AUTHORITY,
    });
  });

  it('is by its public address where there is no private network', () => {
    expect(
      google.convergedFull({}, { regions: PUBLIC }).ask().status.endpoint,
    ).toEqual({ host: '203.0.113.7', port: 5432 });
  });

  it('waits for the user, who is made when the server is there', () => {
    const platform = google.platformOf();
    platform.faults.set('server-user', object => ({ ...object, status: {} }));
    platform.converge();
    expect(objectOf(platform, 'server-user')).toMatchObject({
      kind: 'User',
      metadata: {
        annotations: { 'crossplane.io/external-name': 'dbaas_admin' },
      },
      spec: {
        forProvider: {
          instanceRef: { name: 'orders-db' },
          passwordSecretRef: { key: 'password' },
        },
      },
    });
    expect(platform.ask().desired.has('database/orders/role/owner')).toBe(
      false,
    );
    platform.faults.clear();
    platform.converge();
    expect(platform.ask().desired.has('database/orders/role/owner')).toBe(true);
  });

  it('waits for the authority', () => {
    const platform = google.converged();
    platform.observed.delete('administrator-secret');
    platform.observed.delete('provider-config');
    const server = platform.observed.get('server');
    if (!server) throw new Error('There is no server.');
    platform.observed.set('server', { ...server, connectionDetails: {} });
    expect(platform.ask().desired.has('provider-config')).toBe(false);
  });
});

describe('the deletion of the server at Google', () => {
  it('is refused by every switch there is', () => {
    expect(google.serverOf().spec).toMatchObject({
      managementPolicies: ['Observe', 'Create', 'Update'],
      forProvider: {
        deletionProtection: true,
        settings: {
          deletionProtectionEnabled: true,
          retainBackupsOnDelete: true,
        },
      },
    });
  });

  it('is allowed by all of them when protection is off', () => {
    expect(google.serverOf({ deletionProtection: false }).spec).toMatchObject({
      managementPolicies: expect.arrayContaining(['Delete']),
      forProvider: {
        deletionProtection: false,
        settings: { deletionProtectionEnabled: false },
      },
    });
  });

  it.each([
    ['the provider', { deletionProtection: true }],
    ['Cloud SQL', { settings: { deletionProtectionEnabled: true } }],
  ])('is refused for as long as %s would refuse it', (_who, atProvider) => {
    const platform = google.converged({ deletionProtection: false });
    platform.faults.set('server', object => ({
      ...object,
      status: { atProvider },
    }));
    platform.converge();
    platform.converge();
    expect(platform.ask().desired.has('protection/claim')).toBe(true);
    platform.faults.clear();
    platform.apply(platform.ask());
    expect(platform.ask().desired.has('protection/claim')).toBe(false);
  });

  it('is that of its user, too, and comes before that of the password', () => {
    const platform = google.converged({ deletionProtection: false });
    expect(objectOf(platform, 'server-user').spec).toMatchObject({
      managementPolicies: ['Observe', 'Create', 'Update'],
    });
    expect([...platform.ask().desired.keys()]).toEqual(
      expect.arrayContaining([
        'usage/server-password/by/server',
        'usage/server-user/by/server',
      ]),
    );
  });
});
