import { claimOf, MINIMAL_SPEC } from '../__testUtils__/claims';
import { CloudPlatform } from '../__testUtils__/cloud-platform';
import {
  objectOf,
  type SimulatedPlatform,
} from '../__testUtils__/simulated-platform';
import { secretValues } from '../resources/kubernetes-secret';

const PRIVATE = {
  delegatedSubnet: { matchLabels: { 'dbaas.dev/network': 'databases' } },
  privateDnsZone: { id: '/subscriptions/1/privateDnsZones/databases' },
};
const PUBLIC = {
  westeurope: {
    firewallRules: { clusters: { from: '203.0.113.1', to: '203.0.113.9' } },
  },
};
const azure = new CloudPlatform('azure', {
  resourceGroup: { id: 'databases' },
  regions: { westeurope: PRIVATE },
});

describe('the server at Azure', () => {
  it('is a FlexibleServer of the size of the plan, in the network of the region', () => {
    expect(azure.serverOf()).toMatchObject({
      apiVersion: 'dbforpostgresql.azure.m.upbound.io/v1beta1',
      kind: 'FlexibleServer',
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
          location: 'westeurope',
          resourceGroupName: 'databases',
          version: '17',
          skuName: 'B_Standard_B1ms',
          storageMb: 32768,
          publicNetworkAccessEnabled: false,
          delegatedSubnetIdSelector: PRIVATE.delegatedSubnet,
          privateDnsZoneId: PRIVATE.privateDnsZone.id,
          administratorLogin: 'dbaas_admin',
          administratorPasswordSecretRef: { key: 'password' },
          backupRetentionDays: 7,
          tags: { 'dbaas-database': 'team-orders.orders-db' },
        },
      },
    });
  });

  it.each<[string, object, object, object]>([
    [
      'a larger plan',
      { plan: 'medium' },
      {},
      { skuName: 'GP_Standard_D2ds_v5', storageMb: 65536 },
    ],
    ['another version', { version: '16' }, {}, { version: '16' }],
    [
      'high availability',
      { plan: 'medium', highAvailability: true },
      {},
      { highAvailability: { mode: 'ZoneRedundant' } },
    ],
    [
      'where the platform wants standbys',
      { plan: 'medium', highAvailability: true },
      { standby: 'SameZone' },
      { highAvailability: { mode: 'SameZone' } },
    ],
    [
      'the request for backups',
      { backup: { retentionDays: 20 } },
      { geoRedundantBackups: true },
      { backupRetentionDays: 20, geoRedundantBackupEnabled: true },
    ],
    [
      'the labels of a resource group that Crossplane made',
      {},
      { resourceGroup: { matchLabels: { group: 'databases' } } },
      { resourceGroupNameSelector: { matchLabels: { group: 'databases' } } },
    ],
    [
      'the firewall of a region without a subnet',
      {},
      { regions: PUBLIC },
      { publicNetworkAccessEnabled: true },
    ],
  ])('follows %s', (_what, spec, settings, expected) => {
    expect(azure.serverOf(spec, settings).spec).toMatchObject({
      forProvider: expected,
    });
  });

  it.each([
    [1, 32],
    [32, 32],
    [33, 64],
    [4095, 4095],
    [4096, 4096],
    [5000, 8192],
    [32767, 32767],
  ])('asked for %i GB has %i', (storageGB, expected) => {
    const platform = azure.converged({ storageGB });
    expect(objectOf(platform, 'server').spec).toMatchObject({
      forProvider: { storageMb: expected * 1024 },
    });
    expect(platform.ask().status.storageGB).toBe(expected);
  });

  it('never shrinks its storage, and keeps its name', () => {
    const platform = azure.converged({ plan: 'large' });
    const { annotations } = objectOf(platform, 'server').metadata;
    platform.claim = claimOf({ ...MINIMAL_SPEC, placement: 'azure' });
    expect(objectOf(platform, 'server')).toMatchObject({
      metadata: { annotations },
      spec: { forProvider: { storageMb: 256 * 1024 } },
    });
  });

  it.each<[string, object, object, string]>([
    [
      'those of the claim',
      {
        databases: [
          { name: 'orders', extensions: ['pgcrypto', 'uuid-ossp'] },
          { name: 'billing', extensions: ['pgcrypto'] },
        ],
      },
      {},
      'PGCRYPTO,UUID-OSSP',
    ],
    [
      'those of the platform, too',
      { databases: [{ name: 'orders', extensions: ['pgcrypto'] }] },
      { parameters: { 'azure.extensions': 'CITEXT, PGCRYPTO' } },
      'CITEXT,PGCRYPTO',
    ],
  ])('allows extensions: %s', (_which, spec, settings, value) => {
    expect(
      objectOf(
        azure.converged(spec, settings),
        'server-parameter/azure.extensions',
      ),
    ).toMatchObject({
      kind: 'FlexibleServerConfiguration',
      spec: {
        forProvider: {
          serverIdRef: { name: 'orders-db' },
          name: 'azure.extensions',
          value,
        },
      },
    });
  });

  it('allows no extensions that nobody asks for', () => {
    const names = [...azure.converged().ask().desired.keys()];
    expect(names.filter(name => name.startsWith('server-param'))).toEqual([]);
  });

  it.each<[string, object, string, string]>([
    ['Azure chose', {}, '2', '3'],
    [
      'the platform wants',
      {
        regions: { westeurope: { ...PRIVATE, zone: '1', standbyZone: '2' } },
      },
      '1',
      '2',
    ],
  ])('is asked for in the zones that %s', (_who, settings, zone, standby) => {
    const platform = azure.platformOf(
      { plan: 'medium', highAvailability: true },
      settings,
    );
    platform.faults.set('server', object => ({
      ...object,
      status: {
        atProvider: {
          zone: '2',
          highAvailability: { standbyAvailabilityZone: '3' },
        },
      },
    }));
    platform.converge();
    expect(objectOf(platform, 'server').spec).toMatchObject({
      forProvider: {
        zone,
        highAvailability: {
          mode: 'ZoneRedundant',
          standbyAvailabilityZone: standby,
        },
      },
    });
  });

  it('has a firewall and parameters before anybody logs in', () => {
    const platform = azure.platformOf(
      {},
      { regions: PUBLIC, parameters: { work_mem: '8192' } },
    );
    const rule = 'server-firewall/clusters';
    platform.faults.set(rule, object => ({ ...object, status: {} }));
    platform.converge();
    expect(objectOf(platform, rule)).toMatchObject({
      kind: 'FlexibleServerFirewallRule',
      spec: {
        forProvider: {
          serverIdRef: { name: 'orders-db' },
          startIpAddress: '203.0.113.1',
          endIpAddress: '203.0.113.9',
        },
      },
    });
    expect(objectOf(platform, 'server-parameter/work_mem').spec).toMatchObject({
      forProvider: { name: 'work_mem', value: '8192' },
    });
    expect(platform.ask().desired.has('database/orders/role/owner')).toBe(
      false,
    );
    platform.faults.clear();
    platform.apply(platform.ask());
    platform.converge();
    expect(platform.ask().ready).toBe(true);
  });
});

describe('what Azure cannot be asked for', () => {
  it.each<[string, object, string, RegExp]>([
    [
      'of a version that it does not make',
      { version: '18' },
      'spec.version',
      /PostgreSQL 18 .* Choose one of: 15, 16, 17\./,
    ],
    [
      'with a standby for a small one',
      { highAvailability: true },
      'spec.highAvailability',
      /plan "small" \(B_Standard_B1ms\) have no standby/,
    ],
    [
      'with more storage than there is',
      { storageGB: 40000 },
      'spec.storageGB',
      /up to 32767 GB/,
    ],
    [
      'that keeps backups for less than a week',
      { backup: { retentionDays: 6 } },
      'spec.backup.retentionDays',
      /7 to 35 days/,
    ],
    [
      'with weekly backups',
      { backup: { schedule: '0 2 * * 0' } },
      'spec.backup.schedule',
      /one backup each day/,
    ],
    [
      'with a database of Azure',
      { databases: [{ name: 'azure_sys' }] },
      'spec.databases[0].name',
      /belongs to placement "azure"/,
    ],
  ])('is a server %s', (_what, spec, path, message) => {
    expect(azure.problemsOf(spec)).toEqual([
      { path, message: expect.stringMatching(message) },
    ]);
  });

  it.each([
    ['the default', '0 2 * * *', []],
    ['another time', '0 4 * * *', [expect.stringMatching(/chooses the time/)]],
  ])('is a time for backups: %s', (_which, schedule, warnings) => {
    const { warnings: told } = azure.platformOf({ backup: { schedule } }).ask();
    expect(told).toEqual(warnings);
  });
});

describe('the access to the server at Azure', () => {
  it('is by its name, which a public authority signs for', () => {
    const platform = azure.convergedFull();
    const host = expect.stringMatching(
      /^team-orders-orders-db-[0-9a-f]{8}\.postgres\.database\.azure\.com$/,
    );
    expect(platform.ask()).toMatchObject({
      ready: true,
      status: {
        phase: 'Ready',
        version: '17',
        endpoint: { host, port: 5432 },
      },
    });
    expect(
      secretValues(objectOf(platform, 'administrator-secret')),
    ).toMatchObject({ username: 'dbaas_admin', password: 'Adm1n-secret' });
    expect(
      secretValues(objectOf(platform, 'credentials/orders-app/orders')),
    ).toMatchObject({ host, sslmode: 'verify-full', ca: '' });
    expect(objectOf(platform, 'provider-config').spec).toMatchObject({
      sslMode: 'verify-full',
    });
  });
});

describe('the deletion of the server at Azure', () => {
  const LOCKS = { managementLocks: true };

  /** Protection is switched off when all is there. */
  function unprotected(settings: object): SimulatedPlatform {
    const platform = azure.converged({}, settings);
    platform.claim = claimOf(
      { ...MINIMAL_SPEC, placement: 'azure', deletionProtection: false },
      { status: platform.claim.status },
    );
    return platform;
  }

  const isKept = (platform: SimulatedPlatform) =>
    platform.ask().desired.has('protection/claim');

  it('is refused by what the provider may do', () => {
    expect(azure.serverOf().spec).toMatchObject({
      managementPolicies: ['Observe', 'Create', 'Update'],
    });
    expect(azure.converged().ask().desired.has('server-lock')).toBe(false);
  });

  it('is refused by a lock of Azure, if the platform can make locks', () => {
    const platform = azure.converged({}, LOCKS);
    expect(objectOf(platform, 'server-lock')).toMatchObject({
      apiVersion: 'authorization.azure.m.upbound.io/v1beta1',
      kind: 'ManagementLock',
      spec: {
        forProvider: {
          lockLevel: 'CanNotDelete',
          scope: expect.stringMatching(
            /\/flexibleServers\/team-orders-orders-db-/,
          ),
        },
      },
    });
  });

  it('is refused until the provider may delete', () => {
    const platform = unprotected({});
    expect(isKept(platform)).toBe(true);
    platform.apply(platform.ask());
    expect(isKept(platform)).toBe(false);
    expect(objectOf(platform, 'server').spec).toMatchObject({
      managementPolicies: expect.arrayContaining(['Delete']),
    });
  });

  it('is refused until the lock is gone, although Crossplane has forgotten it', () => {
    const platform = unprotected(LOCKS);
    const lock = objectOf(azure.converged({}, LOCKS), 'server-lock');
    platform.apply(platform.ask());
    expect(platform.ask().desired.has('server-lock')).toBe(false);
    expect(platform.ask().requirements['server-lock']).toEqual({
      apiVersion: lock.apiVersion,
      kind: lock.kind,
      matchName: lock.metadata.name,
      namespace: 'team-orders',
    });
    platform.required = new Map([
      ...platform.required,
      ['server-lock', [lock]],
    ]);
    expect(isKept(platform)).toBe(true);
    platform.required = new Map([...platform.required, ['server-lock', []]]);
    expect(isKept(platform)).toBe(false);
  });

  it('comes before that of its firewall and its password', () => {
    const { desired } = azure
      .converged({ deletionProtection: false }, { regions: PUBLIC })
      .ask();
    expect([...desired.keys()]).toEqual(
      expect.arrayContaining([
        'usage/server/by/database/orders',
        'usage/server-password/by/server',
        'usage/server-firewall/clusters/by/server',
      ]),
    );
  });
});
