import { settingsSchema, type Settings } from '../settings';
import { claimOf, MINIMAL_SPEC } from '../__testUtils__/claims';
import { SimulatedPlatform } from '../__testUtils__/simulated-platform';

const settings = (cnpg: unknown): Settings =>
  settingsSchema.parse({
    apiVersion: 'dbaas.dev/v1alpha1',
    kind: 'CompositionSettings',
    cnpg,
  });

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
