import {
  DEFAULT_PLANS,
  type KubernetesObject,
} from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import { claimOf, FULL_SPEC, MINIMAL_SPEC } from '../__testUtils__/claims';
import { CloudPlatform } from '../__testUtils__/cloud-platform';
import { objectOf } from '../__testUtils__/simulated-platform';
import { compose } from '../compose';
import { secretValues } from '../resources/kubernetes-secret';

const AWS = {
  regions: {
    'eu-west-1': {
      subnetGroup: { matchLabels: { 'dbaas.dev/network': 'databases' } },
      securityGroups: { matchLabels: { 'dbaas.dev/network': 'databases' } },
    },
  },
};
const FRANKFURT = {
  subnetGroup: { id: 'databases' },
  securityGroups: { ids: ['sg-1', 'sg-2'] },
  kmsKeyArn: 'arn:aws:kms:eu-central-1:123456789012:key/1',
};

const aws = new CloudPlatform('aws', AWS);

describe('the server at AWS', () => {
  it('is a DB instance of the size of the plan, in the network of the region', () => {
    expect(aws.serverOf()).toMatchObject({
      apiVersion: 'rds.aws.m.upbound.io/v1beta1',
      kind: 'Instance',
      metadata: {
        name: 'orders-db',
        labels: { 'dbaas.dev/database': 'team-orders.orders-db' },
      },
      spec: {
        providerConfigRef: { kind: 'ClusterProviderConfig', name: 'default' },
        forProvider: {
          region: 'eu-west-1',
          identifier: expect.stringMatching(
            /^team-orders-orders-db-[0-9a-f]{8}$/,
          ),
          engine: 'postgres',
          engineVersion: '17',
          instanceClass: 'db.t4g.small',
          allocatedStorage: 20,
          storageEncrypted: true,
          publiclyAccessible: false,
          multiAz: false,
          dbSubnetGroupNameSelector: {
            matchLabels: { 'dbaas.dev/network': 'databases' },
          },
          vpcSecurityGroupIdSelector: {
            matchLabels: { 'dbaas.dev/network': 'databases' },
          },
          username: 'dbaas_admin',
          backupRetentionPeriod: 0,
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
      { instanceClass: 'db.m7g.large', allocatedStorage: 50 },
    ],
    ['its own storage', { storageGB: 70 }, {}, { allocatedStorage: 70 }],
    [
      'a size from which on storage is faster',
      { storageGB: 400 },
      {},
      { allocatedStorage: 400, iops: 12_000, storageThroughput: 500 },
    ],
    ['another version', { version: '18' }, {}, { engineVersion: '18' }],
    ['high availability', { highAvailability: true }, {}, { multiAz: true }],
    [
      'the region of the claim',
      { region: 'eu-central-1' },
      { regions: { ...AWS.regions, 'eu-central-1': FRANKFURT } },
      {
        region: 'eu-central-1',
        dbSubnetGroupName: 'databases',
        vpcSecurityGroupIds: ['sg-1', 'sg-2'],
        kmsKeyId: FRANKFURT.kmsKeyArn,
      },
    ],
    [
      'the default region',
      {},
      {
        regions: { ...AWS.regions, 'eu-central-1': FRANKFURT },
        defaultRegion: 'eu-central-1',
      },
      { region: 'eu-central-1' },
    ],
    [
      'the parameters for its version',
      {},
      { parameterGroups: { '17': 'postgresql17', '18': 'postgresql18' } },
      { parameterGroupName: 'postgresql17' },
    ],
    [
      'the prefix of the platform',
      {},
      { namePrefix: 'prod' },
      { identifier: expect.stringMatching(/^prod-team-orders-orders-db-/) },
    ],
    [
      'its tags',
      {},
      { tags: { team: 'platform' } },
      { tags: { team: 'platform', 'dbaas-database': expect.any(String) } },
    ],
    [
      'the request for backups',
      { backup: { retentionDays: 14, schedule: '45 23 * * *' } },
      {},
      { backupRetentionPeriod: 14, backupWindow: '23:45-00:15' },
    ],
  ])('follows %s', (_what, spec, change, expected) => {
    expect(aws.serverOf(spec, change).spec).toMatchObject({
      forProvider: expected,
    });
  });

  it('has a password that is made before it, and in no other object', () => {
    const platform = aws.platformOf();
    const rounds = platform.converge();
    const roundOf = (name: string) =>
      rounds.findIndex(round => round.includes(name));
    expect(roundOf('server-password')).toBeLessThan(roundOf('server'));
    const { name } = objectOf(platform, 'server-password').metadata;
    expect(objectOf(platform, 'server').spec).toMatchObject({
      forProvider: { passwordSecretRef: { name, key: 'password' } },
    });
    const texts = [...platform.ask().desired.values()]
      .filter(({ object }) => object.kind !== 'Secret')
      .map(({ object }) => JSON.stringify(object));
    expect(texts.join()).not.toContain('Adm1n-secret');
  });

  it('keeps the id that RDS gave it', () => {
    const platform = aws.platformOf();
    platform.apply(platform.ask());
    platform.apply(platform.ask());
    expect(objectOf(platform, 'server').metadata.annotations).toEqual({});
    platform.converge();
    const annotations = {
      'crossplane.io/external-name': expect.stringMatching(/^db-[A-Z0-9]+$/),
    };
    expect(objectOf(platform, 'server').metadata).toMatchObject({
      annotations,
    });
    platform.faults.set('server', object => ({ ...object, status: {} }));
    platform.apply(platform.ask());
    expect(objectOf(platform, 'server').metadata).toMatchObject({
      annotations,
    });
  });

  it('never shrinks its storage', () => {
    const platform = aws.converged({ plan: 'medium' });
    platform.claim = claimOf({ ...MINIMAL_SPEC, placement: 'aws' });
    expect(objectOf(platform, 'server').spec).toMatchObject({
      forProvider: { allocatedStorage: 50, instanceClass: 'db.t4g.small' },
    });
    expect(platform.ask().status.storageGB).toBe(50);
  });

  it('stays where it is and keeps its name, whatever becomes the default', () => {
    const platform = aws.platformOf(
      {},
      {
        regions: { ...AWS.regions, 'eu-central-1': FRANKFURT },
        defaultRegion: 'eu-central-1',
        namePrefix: 'prod',
      },
    );
    for (const [name, one] of aws.converged().observed)
      platform.observed.set(name, one);
    expect(objectOf(platform, 'server').spec).toMatchObject({
      forProvider: {
        region: 'eu-west-1',
        identifier: expect.stringMatching(/^team-orders-/),
      },
    });
  });
});

describe('what AWS cannot be asked for', () => {
  it.each<[string, object, object, string, RegExp]>([
    [
      'in a region without a network',
      { region: 'us-east-1' },
      {},
      'spec.region',
      /region "us-east-1".*Choose one of: eu-west-1\./,
    ],
    [
      'in no region, when there are several',
      {},
      { regions: { ...AWS.regions, 'eu-central-1': FRANKFURT } },
      'spec.region',
      /Say in which region.*eu-west-1, eu-central-1\./,
    ],
    [
      'by a schedule that is not daily',
      { backup: { schedule: '0 2 * * 0' } },
      {},
      'spec.backup.schedule',
      /one backup each day/,
    ],
    [
      'at a time that is none',
      { backup: { schedule: '60 2 * * *' } },
      {},
      'spec.backup.schedule',
      /one backup each day/,
    ],
    [
      'for longer than RDS keeps backups',
      { backup: { retentionDays: 36 } },
      {},
      'spec.backup.retentionDays',
      /1 to 35 days/,
    ],
    [
      'with the administrator as a user',
      { users: [{ name: 'dbaas_admin' }] },
      {},
      'spec.users[0].name',
      /belongs to placement "aws"/,
    ],
    [
      'with a user of RDS',
      { users: [{ name: 'rds_superuser' }] },
      {},
      'spec.users[0].name',
      /belongs to placement "aws"/,
    ],
    [
      'with a database of RDS',
      { databases: [{ name: 'rdsadmin' }] },
      {},
      'spec.databases[0].name',
      /belongs to placement "aws"/,
    ],
  ])('is a server %s', (_what, spec, change, path, message) => {
    expect(aws.problemsOf(spec, change)).toEqual([
      { path, message: expect.stringMatching(message) },
    ]);
  });

  it('is a plan without a machine type', () => {
    const platform = aws.platformOf();
    const [small, medium] = DEFAULT_PLANS;
    platform.plans = [{ ...small, machineTypes: {} }, medium];
    expect(compose(platform.input())).toMatchObject({
      problems: [
        {
          path: 'spec.plan',
          message:
            'Plan "small" is not offered at placement "aws". Choose one of: medium.',
        },
      ],
    });
  });
});

describe('the access to the server at AWS', () => {
  const CA = '-----BEGIN CERTIFICATE-----\nrds\n';
  const VERIFIED = {
    certificateAuthorities: { namespace: 'dbaas', name: 'rds-ca' },
  };
  const authorities = (data: Record<string, string>) =>
    new Map([
      [
        'server-authorities',
        [
          {
            apiVersion: 'v1',
            kind: 'ConfigMap',
            metadata: { name: 'rds-ca', namespace: 'dbaas' },
            data,
          },
        ],
      ],
    ]);
  const FULL = { ...FULL_SPEC, placement: 'aws' };

  it('is by its host, not by its endpoint, as its administrator', () => {
    const platform = aws.convergedFull();
    const host = expect.stringMatching(
      /^team-orders-orders-db-.*\.eu-west-1\.rds\.amazonaws\.com$/,
    );
    expect(
      secretValues(objectOf(platform, 'administrator-secret')),
    ).toMatchObject({
      host,
      port: '5432',
      username: 'dbaas_admin',
      password: 'Adm1n-secret',
    });
    expect(platform.ask().status).toMatchObject({
      phase: 'Ready',
      version: '17.6',
      endpoint: { host, port: 5432 },
    });
    expect(platform.ask().ready).toBe(true);
  });

  it.each([
    ['require', {}, { sslmode: 'require', ca: '' }],
    ['verify-full', VERIFIED, { sslmode: 'verify-full', ca: CA }],
  ])('is by %s', (_mode, change, expected) => {
    const platform = aws.platformOf(FULL, change);
    platform.putOutside(authorities({ 'ca.crt': CA }));
    platform.converge();
    expect(
      secretValues(objectOf(platform, 'credentials/orders-app/orders')),
    ).toMatchObject({
      ...expected,
      database: 'orders',
      username: 'orders-app',
      password: 'pw of orders-app',
    });
  });

  it('waits for the authorities, if there shall be some', () => {
    const platform = aws.platformOf(FULL, VERIFIED);
    platform.putOutside(authorities({ 'other.crt': CA }));
    platform.converge();
    const { desired, conditions, requirements } = platform.ask();
    expect(requirements['server-authorities']).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      matchName: 'rds-ca',
      namespace: 'dbaas',
    });
    expect(desired.has('provider-config')).toBe(false);
    expect(conditions.find(({ type }) => type === 'ServerReady')).toMatchObject(
      {
        status: 'False',
        message: expect.stringContaining(
          'waits for the authorities of RDS (key "ca.crt" of ConfigMap dbaas/rds-ca)',
        ),
      },
    );
  });

  it('waits for the address, and guesses none', () => {
    const platform = aws.platformOf(FULL);
    platform.faults.set('server', object => ({
      ...object,
      status: { conditions: [{ type: 'Ready', status: 'False' }] },
    }));
    platform.converge();
    expect(platform.ask().desired.has('provider-config')).toBe(false);
    expect(platform.ask().status.endpoint).toBeUndefined();
  });

  it('makes the administrator a member of the roles that own something', () => {
    expect(
      objectOf(aws.convergedFull(), 'database/orders/role/owner/administrator')
        .spec,
    ).toMatchObject({
      forProvider: { role: 'dbaas_admin', memberOf: 'orders~owner' },
    });
  });
});

describe('the deletion of the server at AWS', () => {
  const UNPROTECTED = { deletionProtection: false };
  const DELETE = expect.arrayContaining(['Delete']);

  it('is refused by every switch there is', () => {
    expect(aws.serverOf().spec).toMatchObject({
      managementPolicies: ['Observe', 'Create', 'Update'],
      forProvider: { deletionProtection: true, skipFinalSnapshot: false },
    });
  });

  it('is allowed by all of them when protection is off, and leaves a snapshot', () => {
    expect(aws.serverOf(UNPROTECTED).spec).toMatchObject({
      managementPolicies: DELETE,
      forProvider: {
        deletionProtection: false,
        skipFinalSnapshot: false,
        finalSnapshotIdentifier: expect.stringMatching(
          /^team-orders-orders-db-[0-9a-f]{8}-final-[0-9a-f]{8}$/,
        ),
      },
    });
  });

  it('leaves no snapshot if the platform wants none', () => {
    const { spec } = aws.serverOf({}, { finalSnapshot: false });
    expect(spec).toMatchObject({ forProvider: { skipFinalSnapshot: true } });
    expect(JSON.stringify(spec)).not.toContain('finalSnapshotIdentifier');
  });

  it('leaves another snapshot for the next claim of the same name', () => {
    const next = aws.platformOf();
    next.claim.metadata.uid = '0e9a3f1c-0000-4c0e-9a37-4f4e4f2f9f11';
    next.converge();
    const snapshotOf = ({ spec }: KubernetesObject) =>
      z
        .object({
          forProvider: z.object({ finalSnapshotIdentifier: z.string() }),
        })
        .parse(spec).forProvider.finalSnapshotIdentifier;
    expect(snapshotOf(objectOf(next, 'server'))).not.toBe(
      snapshotOf(aws.serverOf()),
    );
  });

  it('is refused for as long as RDS itself would refuse it', () => {
    const platform = aws.converged();
    platform.faults.set('server', object => ({
      ...object,
      status: { atProvider: { deletionProtection: true } },
    }));
    platform.claim = claimOf(
      { ...MINIMAL_SPEC, placement: 'aws', ...UNPROTECTED },
      { status: platform.claim.status },
    );
    platform.converge();
    const kept = objectOf(platform, 'protection/claim');
    expect(kept.spec).toMatchObject({
      reason: expect.stringContaining('being taken off the server'),
    });
    expect(platform.ask().desired.has('protection/database/orders')).toBe(
      false,
    );
    platform.faults.clear();
    platform.converge();
    expect(platform.ask().desired.has('protection/claim')).toBe(false);
  });

  it('comes after that of all that is inside, and before that of its password', () => {
    const usages = [
      ...aws.convergedFull(UNPROTECTED).ask().desired.keys(),
    ].filter(name => name.startsWith('usage/'));
    expect(usages).toEqual(
      expect.arrayContaining([
        'usage/server/by/database/orders',
        'usage/server/by/user/orders-app',
        'usage/server-password/by/server',
        'usage/administrator-secret/by/server',
        'usage/provider-config/by/server',
      ]),
    );
  });
});
