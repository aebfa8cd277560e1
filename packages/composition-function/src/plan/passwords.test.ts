import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import { claimOf, FULL_SPEC, MINIMAL_SPEC } from '../__testUtils__/claims';
import { WRITTEN_AT } from '../__testUtils__/simulated-operators';
import { SimulatedPlatform } from '../__testUtils__/simulated-platform';
import { secretValues } from '../resources/kubernetes-secret';

const USER = 'user/orders-app';
const PASSWORD = (rotation: number) => `${USER}/password/${rotation}`;

const specOf = (passwordRotation: number) => ({
  ...FULL_SPEC,
  users: [
    {
      name: 'orders-app',
      passwordRotation,
      access: [{ database: 'orders', level: 'readWrite' }],
    },
  ],
});

function converged(spec: unknown = specOf(0)): SimulatedPlatform {
  const platform = new SimulatedPlatform(claimOf(spec));
  platform.converge();
  return platform;
}

const change = (platform: SimulatedPlatform, spec: unknown) => {
  platform.claim = { ...platform.claim, spec };
};

const roleSchema = z.object({
  spec: z.object({
    forProvider: z.object({
      passwordSecretRef: z.object({ name: z.string() }).optional(),
    }),
  }),
});

/** The Secret that a Role is told to take its password from. */
const referenceOf = (platform: SimulatedPlatform, role = USER) =>
  roleSchema.parse(platform.ask().desired.get(role)?.object).spec.forProvider
    .passwordSecretRef?.name;

const passwordsOf = (platform: SimulatedPlatform) =>
  [...platform.ask().desired.keys()].filter(
    name => name.startsWith(USER) && /\/password\/\d+$/.test(name),
  );

const deliveredPassword = (platform: SimulatedPlatform) => {
  const secret = platform.ask().desired.get('credentials/orders-app/orders');
  return secret && secretValues(secret.object).password;
};

const notThereYet = (object: KubernetesObject): KubernetesObject => ({
  ...object,
  status: {},
});

/** As provider-sql leaves a Role whose change it has not looked at yet. */
const notLookedAt = (object: KubernetesObject): KubernetesObject => ({
  ...object,
  metadata: { ...object.metadata, generation: 2 },
});

describe('passwords', () => {
  it('are generated once for each role that can log in', () => {
    const platform = converged();
    const generated = [...platform.ask().desired.values()]
      .map(({ object }) => object)
      .filter(({ kind }) => kind === 'ExternalSecret');
    expect(generated.map(({ metadata }) => metadata.name).sort()).toEqual([
      expect.stringMatching(/^orders-db-orders-owner-password-0-/),
      expect.stringMatching(/^orders-db-user-orders-app-password-0-/),
    ]);
    for (const { metadata, spec } of generated) {
      expect(spec).toEqual({
        refreshPolicy: 'CreatedOnce',
        target: { name: metadata.name, creationPolicy: 'Owner' },
        dataFrom: [
          {
            sourceRef: {
              generatorRef: {
                apiVersion: 'generators.external-secrets.io/v1alpha1',
                kind: 'Password',
                name: platform.ask().desired.get('password-generator')?.object
                  .metadata.name,
              },
            },
          },
        ],
      });
    }
  });

  it.each([USER, 'database/orders/role/owner'])(
    'are there before %s is made',
    role => {
      const platform = new SimulatedPlatform(claimOf(specOf(0)));
      platform.faults.set(`${role}/password/0`, notThereYet);
      platform.converge();
      expect(platform.ask().desired.has(role)).toBe(false);
      platform.faults.clear();
      platform.converge();
      expect(referenceOf(platform, role)).toMatch(/-password-0-/);
    },
  );

  it('stay while the number stays', () => {
    const platform = converged();
    const before = referenceOf(platform);
    change(platform, { ...specOf(0), databases: [{ name: 'orders' }] });
    platform.converge();
    expect(referenceOf(platform)).toBe(before);
  });
});

describe('the rotation of a password', () => {
  it('keeps the former one until the new one is there', () => {
    const platform = converged();
    const former = referenceOf(platform);
    platform.faults.set(PASSWORD(1), notThereYet);
    change(platform, specOf(1));
    platform.converge();
    expect(referenceOf(platform)).toBe(former);
    expect(deliveredPassword(platform)).toBe('pw of orders-app');
    expect(platform.ask().status.users).toEqual([
      {
        name: 'orders-app',
        ready: false,
        passwordRotation: 0,
        rotatedAt: WRITTEN_AT,
      },
    ]);
  });

  it('keeps the former one until the server has the new one', () => {
    const platform = converged();
    platform.faults.set(USER, notLookedAt);
    change(platform, specOf(1));
    platform.converge();
    expect(referenceOf(platform)).toMatch(/-password-1-/);
    expect(passwordsOf(platform)).toEqual([PASSWORD(1), PASSWORD(0)]);
    expect(platform.ask().status.users).toEqual([
      { name: 'orders-app', ready: false },
    ]);
  });

  it('ends with the new one alone, delivered', () => {
    const platform = converged();
    change(platform, specOf(1));
    platform.converge();
    expect(passwordsOf(platform)).toEqual([PASSWORD(1)]);
    expect(deliveredPassword(platform)).toBe('pw 1 of orders-app');
    expect(platform.ask().status.users).toMatchObject([
      { ready: true, passwordRotation: 1 },
    ]);
    expect(platform.ask().ready).toBe(true);
  });

  it('may be asked for again before it has ended', () => {
    const platform = converged();
    platform.faults.set(PASSWORD(1), notThereYet);
    change(platform, specOf(1));
    platform.converge();
    change(platform, specOf(3));
    platform.converge();
    expect(passwordsOf(platform)).toEqual([PASSWORD(3)]);
    expect(deliveredPassword(platform)).toBe('pw 1 of orders-app');
  });

  it('gives a role of an earlier version of the function its first password of ours', () => {
    const platform = converged();
    const role = platform.observed.get(USER);
    if (!role) throw new Error('There is no role.');
    platform.observed.set(USER, {
      ...role,
      object: { ...role.object, spec: { forProvider: {} } },
    });
    platform.observed.delete(PASSWORD(0));
    expect(referenceOf(platform)).toBeUndefined();
    platform.apply(platform.ask());
    expect(referenceOf(platform)).toMatch(/-password-0-/);
  });
});

describe('the password of a role that goes', () => {
  const withoutUsers = { ...MINIMAL_SPEC, deletionProtection: false };

  it('is kept by a Usage until the role is gone', () => {
    const platform = converged();
    expect(
      platform.ask().desired.get(`usage/${PASSWORD(0)}/by/${USER}`)?.object
        .spec,
    ).toMatchObject({
      of: { kind: 'ExternalSecret' },
      by: { kind: 'Role' },
      replayDeletion: true,
    });
  });

  it('is the only one that a Usage keeps', () => {
    const platform = converged();
    platform.faults.set(USER, notLookedAt);
    change(platform, specOf(1));
    platform.converge();
    const usages = [...platform.ask().desired.keys()].filter(name =>
      name.startsWith(`usage/${USER}/password`),
    );
    expect(usages).toEqual([`usage/${PASSWORD(1)}/by/${USER}`]);
  });

  it('goes after the role when the user is taken out of the claim', () => {
    const platform = converged();
    change(platform, withoutUsers);
    const answer = platform.ask();
    expect(answer.desired.has(USER)).toBe(false);
    expect(answer.desired.has(PASSWORD(0))).toBe(true);
    platform.converge();
    expect(platform.ask().desired.has(PASSWORD(0))).toBe(false);
  });
});
