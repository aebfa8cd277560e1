import { compose } from '../compose';
import type { Settings } from '../settings';
import { claimOf, MINIMAL_SPEC } from '../__testUtils__/claims';
import { settingsWith } from '../__testUtils__/settings';
import { SimulatedPlatform } from '../__testUtils__/simulated-platform';

const settings = (cnpg: object) => settingsWith({ cnpg });

const serverOf = (spec: object, withSettings?: Settings) =>
  new SimulatedPlatform(claimOf({ ...MINIMAL_SPEC, ...spec }), withSettings)
    .ask()
    .desired.get('server')?.object;

describe('the server', () => {
  it('is a CloudNativePG Cluster of the size of the plan', () => {
    expect(serverOf({})).toMatchObject({
      apiVersion: 'postgresql.cnpg.io/v1',
      kind: 'Cluster',
      metadata: { name: 'orders-db' },
      spec: {
        imageName: 'ghcr.io/cloudnative-pg/postgresql:17',
        instances: 1,
        enableSuperuserAccess: true,
        storage: { size: '10Gi' },
        resources: {
          requests: { cpu: '500m', memory: '1Gi' },
          limits: { memory: '1Gi' },
        },
        postgresql: { parameters: { max_connections: '100' } },
        inheritedMetadata: {
          labels: { 'dbaas.dev/database': 'team-orders.orders-db' },
        },
      },
    });
  });

  it.each([
    ['a larger plan', { plan: 'medium' }, { storage: { size: '50Gi' } }],
    ['its own storage', { storageGB: 20 }, { storage: { size: '20Gi' } }],
    [
      'another version',
      { version: '18' },
      { imageName: expect.stringMatching(/:18$/) },
    ],
    [
      'high availability',
      { highAvailability: true },
      {
        instances: 3,
        postgresql: { synchronous: { method: 'any', number: 1 } },
      },
    ],
  ])('follows %s', (_what, spec, expected) => {
    expect(serverOf(spec)?.spec).toMatchObject(expected);
  });

  it('never shrinks its storage, even when the plan does', () => {
    const platform = new SimulatedPlatform(
      claimOf({ ...MINIMAL_SPEC, plan: 'medium' }),
    );
    platform.converge();
    platform.claim = claimOf(MINIMAL_SPEC);
    const answer = platform.ask();
    expect(answer.desired.get('server')?.object.spec).toMatchObject({
      storage: { size: '50Gi' },
    });
    expect(answer.status.storageGB).toBe(50);
  });

  it.each([
    ['the version of its image', ':17.10', 17, '17.10'],
    ['the version of its data while it is upgraded', ':18', 17, '17'],
    ['the new version after the upgrade', ':18', 18, '18'],
  ])('has %s', (_what, tag, majorVersion, version) => {
    const platform = new SimulatedPlatform(
      claimOf({ ...MINIMAL_SPEC, version: '18' }),
    );
    platform.faults.set('server', object => ({
      ...object,
      status: {
        image: `ghcr.io/cloudnative-pg/postgresql${tag}`,
        pgDataImageInfo: { majorVersion },
      },
    }));
    platform.apply(platform.ask());
    expect(platform.ask().status.version).toBe(version);
  });

  it('is made as the platform team sets it up', () => {
    expect(
      serverOf(
        {},
        settings({
          imageRepository: 'registry.example.com/postgresql',
          storageClass: 'fast',
        }),
      )?.spec,
    ).toMatchObject({
      imageName: 'registry.example.com/postgresql:17',
      storage: { storageClass: 'fast' },
    });
  });
});

describe('the way to the server', () => {
  it('is read from the Secret of CloudNativePG, by its full name', () => {
    const platform = new SimulatedPlatform(claimOf(MINIMAL_SPEC));
    expect(platform.ask().requirements).toEqual({
      plans: {
        apiVersion: 'apiextensions.crossplane.io/v1beta1',
        kind: 'EnvironmentConfig',
        matchName: 'dbaas-plans',
      },
      'server-administrator': {
        apiVersion: 'v1',
        kind: 'Secret',
        matchName: 'orders-db-superuser',
        namespace: 'team-orders',
      },
      'server-authority': {
        apiVersion: 'v1',
        kind: 'Secret',
        matchName: 'orders-db-ca',
        namespace: 'team-orders',
      },
    });
    expect(platform.ask().status.endpoint).toBeUndefined();
    platform.converge();
    expect(platform.ask().status.endpoint).toEqual({
      host: 'orders-db-rw.team-orders.svc.cluster.local',
      port: 5432,
    });
  });

  it('is an exposed Service for applications, once that has an address', () => {
    const platform = new SimulatedPlatform(
      claimOf(MINIMAL_SPEC),
      settings({
        exposure: { annotations: { 'example.com/internal': 'true' } },
      }),
    );
    expect(platform.ask().desired.get('server')?.object.spec).toMatchObject({
      managed: {
        services: {
          additional: [
            {
              selectorType: 'rw',
              serviceTemplate: {
                metadata: {
                  name: 'orders-db-external',
                  annotations: { 'example.com/internal': 'true' },
                },
                spec: { type: 'LoadBalancer' },
              },
            },
          ],
        },
      },
    });
    platform.converge();
    expect(platform.ask().status.endpoint).toBeUndefined();
    platform.required = new Map([
      ...platform.required,
      [
        'server-exposed-service',
        [
          {
            apiVersion: 'v1',
            kind: 'Service',
            metadata: { name: 'orders-db-external' },
            spec: { ports: [{ port: 5432 }] },
            status: { loadBalancer: { ingress: [{ ip: '192.0.2.7' }] } },
          },
        ],
      ],
    ]);
    expect(platform.ask().status.endpoint).toEqual({
      host: '192.0.2.7',
      port: 5432,
    });
  });

  it.each([
    ['without the Secret', new Map()],
    ['when the Secret is missing', new Map([['server-administrator', []]])],
    [
      'when the Secret is not complete',
      new Map([
        [
          'server-administrator',
          [
            {
              apiVersion: 'v1',
              kind: 'Secret',
              metadata: { name: 'orders-db-superuser' },
              data: { host: 'aG9zdA==' },
            },
          ],
        ],
      ]),
    ],
  ])('is unknown %s, and nothing is guessed', (_what, required) => {
    const platform = new SimulatedPlatform(claimOf(MINIMAL_SPEC));
    platform.apply(platform.ask());
    platform.required = required;
    const answer = platform.ask();
    expect(answer.status.endpoint).toBeUndefined();
    expect(answer.desired.has('provider-config')).toBe(false);
  });
});

describe('the backups', () => {
  const STORE = {
    destinationPath: 's3://backups/',
    s3Credentials: { inheritFromIAMRole: true },
  };
  const BACKUPS = settings({ backups: { configuration: STORE } });
  const platformOf = (spec: object, uid?: string) => {
    const claim = claimOf({ ...MINIMAL_SPEC, ...spec });
    if (uid) claim.metadata.uid = uid;
    const platform = new SimulatedPlatform(claim, BACKUPS);
    platform.converge();
    return platform;
  };
  const backup = { retentionDays: 30, schedule: '15 3 * * 1-5' };

  it('are made by the plugin for Barman Cloud, at the times of the claim', () => {
    const { desired, ready } = platformOf({ backup }).ask();
    expect(desired.get('server-backup-store')?.object).toMatchObject({
      apiVersion: 'barmancloud.cnpg.io/v1',
      kind: 'ObjectStore',
      spec: { configuration: STORE, retentionPolicy: '30d' },
    });
    expect(desired.get('server')?.object.spec).toMatchObject({
      plugins: [
        {
          name: 'barman-cloud.cloudnative-pg.io',
          isWALArchiver: true,
          parameters: {
            barmanObjectName: desired.get('server-backup-store')?.object
              .metadata.name,
          },
        },
      ],
    });
    expect(desired.get('server-backup')?.object).toMatchObject({
      kind: 'ScheduledBackup',
      spec: {
        // CloudNativePG has a field for seconds.
        schedule: '0 15 3 * * 1-5',
        immediate: true,
        cluster: { name: 'orders-db' },
        method: 'plugin',
        pluginConfiguration: { name: 'barman-cloud.cloudnative-pg.io' },
      },
    });
    expect(ready).toBe(true);
  });

  it('go into a folder that no other claim has had', () => {
    const pluginsOf = (platform: SimulatedPlatform) =>
      platform.ask().desired.get('server')?.object.spec;
    const first = platformOf({ backup }, 'uid-1');
    expect(pluginsOf(first)).toEqual(
      pluginsOf(platformOf({ backup }, 'uid-1')),
    );
    expect(pluginsOf(first)).not.toEqual(
      pluginsOf(platformOf({ backup }, 'uid-2')),
    );
  });

  it('are not made unless they are asked for', () => {
    const { desired } = platformOf({}).ask();
    expect([...desired.keys()].filter(name => /backup/.test(name))).toEqual([]);
    expect(desired.get('server')?.object.spec).not.toHaveProperty('plugins');
  });

  it.each([
    [
      'without a place for them',
      backup,
      undefined,
      'spec.backup',
      /no place for backups/,
    ],
    [
      'at times that are none',
      { schedule: 'daily' },
      BACKUPS,
      'spec.backup.schedule',
      /cron expression of five fields/,
    ],
    [
      'at times with seconds',
      { schedule: '0 0 2 * * *' },
      BACKUPS,
      'spec.backup.schedule',
      /cron expression of five fields/,
    ],
  ])('are refused %s', (_how, asked, withSettings, path, message) => {
    const platform = new SimulatedPlatform(
      claimOf({ ...MINIMAL_SPEC, backup: asked }),
      withSettings,
    );
    expect(compose(platform.input())).toEqual({
      ok: false,
      problems: [{ path, message: expect.stringMatching(message) }],
    });
  });
});
