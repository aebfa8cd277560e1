import { z } from 'zod';
import { claimOf, EXTERNAL_SPEC } from '../__testUtils__/claims';
import {
  externalSecret,
  objectOf,
  SimulatedPlatform,
} from '../__testUtils__/simulated-platform';
import { secretValues } from '../resources/kubernetes-secret';

const LOGIN = {
  host: 'pg.example.com',
  port: '6432',
  username: 'platform',
  password: 'adm1n',
};

function platformWith(
  values: Record<string, string> | undefined,
  spec: object = {},
): SimulatedPlatform {
  const platform = new SimulatedPlatform(
    claimOf({ ...EXTERNAL_SPEC, ...spec }),
  );
  platform.putOutside(
    new Map([['server-administrator', values ? [externalSecret(values)] : []]]),
  );
  platform.converge();
  return platform;
}

const credentialsOf = (platform: SimulatedPlatform) =>
  secretValues(objectOf(platform, 'credentials/orders-app/orders'));

describe('an existing server', () => {
  it('is read from the Secret that the claim names, in the namespace of the claim', () => {
    expect(platformWith(LOGIN).ask().requirements).toEqual({
      'server-administrator': {
        apiVersion: 'v1',
        kind: 'Secret',
        matchName: 'pg-admin',
        namespace: 'team-orders',
      },
    });
  });

  it('gets databases and users, and nothing that makes a server', () => {
    const { desired, ready, status } = platformWith(LOGIN).ask();
    const kinds = new Set(
      [...desired.values()].map(({ object }) => object.kind),
    );
    expect(ready).toBe(true);
    expect(kinds).not.toContain('Cluster');
    const inServerLayer = [...desired]
      .filter(
        ([, { object }]) =>
          object.metadata.labels?.['dbaas.dev/layer'] === 'server' &&
          object.kind !== 'Usage',
      )
      .map(([name]) => name);
    expect(inServerLayer).toEqual(['administrator-secret', 'provider-config']);
    expect(status).toMatchObject({
      phase: 'Ready',
      endpoint: { host: 'pg.example.com', port: 6432 },
      version: '17',
    });
    expect(status.storageGB).toBeUndefined();
  });

  it('is told to applications by another address, if the claim names one', () => {
    const platform = platformWith(LOGIN, {
      external: {
        secretRef: { name: 'pg-admin' },
        endpoint: { host: 'pg.apps.example.com', port: 5432 },
      },
    });
    expect(platform.ask().status.endpoint).toEqual({
      host: 'pg.apps.example.com',
      port: 5432,
    });
    expect(credentialsOf(platform)).toMatchObject({
      host: 'pg.apps.example.com',
      port: '5432',
    });
    expect(
      secretValues(objectOf(platform, 'administrator-secret')),
    ).toMatchObject({ host: 'pg.example.com', port: '6432' });
  });

  it.each<[string, Record<string, string> | undefined, string]>([
    [
      'the Secret',
      undefined,
      'Secret team-orders/pg-admin with host, port, username and password',
    ],
    [
      'a key',
      { host: 'pg.example.com', port: '5432', username: 'platform' },
      'a valid password in Secret team-orders/pg-admin',
    ],
    [
      'a port that is one',
      { ...LOGIN, port: 'postgres' },
      'a valid port in Secret team-orders/pg-admin',
    ],
    [
      'a port in range',
      { ...LOGIN, port: '70000' },
      'a valid port in Secret team-orders/pg-admin',
    ],
    [
      'several',
      { ...LOGIN, host: ' ', sslmode: 'prefer' },
      'a valid host and sslmode in Secret team-orders/pg-admin',
    ],
  ])('is waited for in plain words without %s', (_what, values, missing) => {
    const { desired, ready, conditions } = platformWith(values).ask();
    expect(ready).toBe(false);
    expect(desired.has('provider-config')).toBe(false);
    expect(conditions.find(({ type }) => type === 'ServerReady')).toMatchObject(
      {
        status: 'False',
        message: expect.stringContaining(`waits for ${missing}.`),
      },
    );
  });

  it('is used on with what was known when its Secret goes, and that is said', () => {
    const platform = platformWith(LOGIN);
    const before = credentialsOf(platform);
    const administrator = objectOf(platform, 'administrator-secret').data;
    platform.putOutside(new Map([['server-administrator', []]]));
    platform.converge();
    expect(credentialsOf(platform)).toEqual(before);
    expect(objectOf(platform, 'administrator-secret').data).toEqual(
      administrator,
    );
    expect(objectOf(platform, 'schema/orders/declarative').spec).toMatchObject({
      credentials: { host: 'pg.example.com', port: 6432 },
    });
    expect(platform.ask().warnings).toEqual([
      expect.stringContaining('Secret team-orders/pg-admin'),
    ]);
  });

  it('follows its Secret', () => {
    const platform = platformWith(LOGIN);
    platform.putOutside(
      new Map([
        [
          'server-administrator',
          [externalSecret({ ...LOGIN, password: 'n3w' })],
        ],
      ]),
    );
    platform.converge();
    expect(
      secretValues(objectOf(platform, 'administrator-secret')).password,
    ).toBe('n3w');
  });
});

describe('TLS to an existing server', () => {
  const CA = '-----BEGIN CERTIFICATE-----\nroot\n';

  it.each([
    // what the Secret says        what applications get        those who cannot be given the CA
    [{}, { sslmode: 'require', ca: '' }, 'require'],
    [{ sslmode: 'disable' }, { sslmode: 'disable', ca: '' }, 'disable'],
    [{ sslmode: 'require', ca: CA }, { sslmode: 'require', ca: '' }, 'require'],
    [
      { sslmode: 'verify-ca', ca: CA },
      { sslmode: 'verify-ca', ca: CA },
      'require',
    ],
    [
      { sslmode: 'verify-full', ca: CA },
      { sslmode: 'verify-full', ca: CA },
      'require',
    ],
    [
      { sslmode: 'verify-full' },
      { sslmode: 'verify-full', ca: '' },
      'verify-full',
    ],
  ])(
    '%j is %j for applications, and %s without the CA',
    (tls, delivered, mode) => {
      const platform = platformWith({ ...LOGIN, ...tls });
      expect(credentialsOf(platform)).toMatchObject({
        ...delivered,
        uri: expect.stringMatching(new RegExp(`\\?sslmode=${mode}$`)),
      });
      expect(objectOf(platform, 'provider-config').spec).toMatchObject({
        sslMode: mode,
      });
      expect(
        objectOf(platform, 'schema/orders/declarative').spec,
      ).toMatchObject({
        credentials: { parameters: { sslmode: mode } },
      });
    },
  );
});

describe('an administrator who is no superuser', () => {
  const grantSchema = z.object({
    spec: z.object({
      forProvider: z.object({ role: z.string(), memberOf: z.string() }),
      managementPolicies: z.array(z.string()),
    }),
  });

  it.each([
    ['database/orders/role/owner/administrator', 'orders~owner'],
    ['user/orders-app/administrator', 'orders-app'],
  ])('becomes a member by %s for as long as the role lives', (name, role) => {
    const { spec } = grantSchema.parse(objectOf(platformWith(LOGIN), name));
    expect(spec.forProvider).toEqual({ role: 'platform', memberOf: role });
    expect(spec.managementPolicies).not.toContain('Delete');
  });

  it('is a member before anything is given to the role', () => {
    const platform = platformWith(undefined);
    platform.faults.set('database/orders/role/owner/administrator', object => ({
      ...object,
      status: {},
    }));
    platform.putOutside(
      new Map([['server-administrator', [externalSecret(LOGIN)]]]),
    );
    platform.converge();
    const { desired } = platform.ask();
    expect(desired.has('database/orders/role/owner')).toBe(true);
    expect(desired.has('database/orders')).toBe(false);
    expect(desired.has('schema/orders/dev-database')).toBe(false);
  });
});

describe('the deletion of what is in an existing server', () => {
  const usageSchema = z.object({
    kind: z.literal('Usage'),
    spec: z.object({
      of: z.object({ kind: z.string() }),
      by: z.object({ kind: z.string() }),
    }),
  });

  it('keeps the access to the server until all of it is gone', () => {
    const { desired } = platformWith(LOGIN).ask();
    const order = [...desired.values()].flatMap(({ object }) => {
      const usage = usageSchema.safeParse(object);
      return usage.success
        ? [`${usage.data.spec.of.kind} after ${usage.data.spec.by.kind}`]
        : [];
    });
    expect([...new Set(order)].sort()).toEqual([
      'ExternalSecret after Role',
      'Object after Object',
      'ProviderConfig after Database',
      'ProviderConfig after Grant',
      'ProviderConfig after Role',
      'Secret after ProviderConfig',
    ]);
  });
});
