import { z } from 'zod';
import { claimOf, FULL_SPEC, MINIMAL_SPEC } from '../__testUtils__/claims';
import { SimulatedPlatform } from '../__testUtils__/simulated-platform';

const reference = z
  .object({ kind: z.string(), resourceRef: z.object({ name: z.string() }) })
  .transform(({ kind, resourceRef }) => `${kind} ${resourceRef.name}`);
const usageSchema = z.object({
  apiVersion: z.literal('protection.crossplane.io/v1beta1'),
  kind: z.literal('Usage'),
  spec: z.object({
    of: reference,
    by: reference.optional(),
    reason: z.string().min(1),
    replayDeletion: z.boolean().optional(),
  }),
});

function usagesOf(platform: SimulatedPlatform) {
  return [...platform.ask().desired.values()]
    .filter(({ object }) => object.kind === 'Usage')
    .map(({ object }) => usageSchema.parse(object).spec);
}

function converged(spec: unknown): SimulatedPlatform {
  const platform = new SimulatedPlatform(claimOf(spec));
  platform.converge();
  return platform;
}

describe('the order of deletion', () => {
  const platform = converged({ ...FULL_SPEC, deletionProtection: false });

  it('keeps the server until everything that is deleted inside it is gone', () => {
    const users = usagesOf(platform).filter(
      one => one.of === 'Cluster orders-db',
    );
    expect(users.map(one => one.by?.split(' ')[0]).sort()).toEqual([
      'Database',
      'Database',
      'Grant',
      'Role',
      'Role',
      'Role',
      'Role',
    ]);
  });

  it('keeps the credentials for that until the server is gone', () => {
    const kept = usagesOf(platform).filter(
      one => one.by === 'Cluster orders-db',
    );
    expect(kept.map(one => one.of.split(' ')[0]).sort()).toEqual([
      'ProviderConfig',
      'Secret',
    ]);
  });

  it('keeps the delivered Secret until the Dapr component that reads it is gone', () => {
    const kept = usagesOf(platform).filter(one =>
      one.of.includes('externalsecret'),
    );
    expect(kept).toEqual([
      expect.objectContaining({ by: expect.stringContaining('component') }),
    ]);
  });

  it('tries a refused deletion again', () => {
    for (const one of usagesOf(platform)) {
      expect(one).toMatchObject({ replayDeletion: true });
    }
  });

  it('needs nothing for what goes with its database', () => {
    const by = usagesOf(platform).map(one => one.by?.split(' ')[0]);
    expect(by).not.toContain('DefaultPrivileges');
    expect(by).not.toContain('Extension');
  });
});

describe('what is asked for no more', () => {
  const LEFT = 'user/orders-app';
  const SERVER_ORDER = `usage/server/by/${LEFT}`;
  const PASSWORD_ORDER = `usage/${LEFT}/password/0/by/${LEFT}`;
  const PASSWORD = `${LEFT}/password/0`;

  /** A user is taken out of the claim, and takes a while to be deleted. */
  function leaving(): SimulatedPlatform {
    const platform = converged({ ...FULL_SPEC, deletionProtection: false });
    const role = platform.observed.get(LEFT);
    if (!role) throw new Error('There is no user.');
    platform.deleting = [role.object];
    platform.claim = claimOf({ ...MINIMAL_SPEC, deletionProtection: false });
    platform.converge();
    return platform;
  }

  const keptFor = (platform: SimulatedPlatform) =>
    [...platform.ask().desired.keys()].filter(name => name.includes(LEFT));

  it('keeps what it needs until it is gone, although Crossplane has forgotten it', () => {
    const platform = leaving();
    expect(platform.observed.has(LEFT)).toBe(false);
    expect(keptFor(platform).sort()).toEqual(
      [SERVER_ORDER, PASSWORD_ORDER, PASSWORD].sort(),
    );
    expect(platform.ask().ready).toBe(true);
  });

  it('is looked for, and nothing else is', () => {
    const asked = Object.entries(leaving().ask().requirements).filter(
      ([name]) => name.startsWith('left/'),
    );
    const { apiVersion, kind } = {
      apiVersion: 'postgresql.sql.m.crossplane.io/v1alpha1',
      kind: 'Role',
    };
    expect(asked).toEqual(
      [SERVER_ORDER, PASSWORD_ORDER].map(name => [
        `left/${name}`,
        {
          apiVersion,
          kind,
          matchName: expect.stringContaining('user-orders-app'),
          namespace: 'team-orders',
        },
      ]),
    );
    expect(
      Object.keys(converged(FULL_SPEC).ask().requirements),
    ).not.toContainEqual(expect.stringContaining('left/'));
  });

  it('needs nothing when it is gone: first the order goes, then the password', () => {
    const platform = leaving();
    platform.deleting = [];
    platform.apply(platform.ask());
    const answer = platform.ask();
    expect(
      [...answer.desired.keys()].filter(name => name.includes(LEFT)),
    ).toEqual([PASSWORD]);
    platform.apply(answer);
    expect(keptFor(platform)).toEqual([]);
    expect(platform.ask().requirements).toEqual(
      converged(MINIMAL_SPEC).ask().requirements,
    );
  });

  it('has no order where both go', () => {
    const platform = converged({ ...FULL_SPEC, deletionProtection: false });
    platform.claim = claimOf({
      ...FULL_SPEC,
      deletionProtection: false,
      delivery: [],
      dapr: [],
    });
    const names = [...platform.ask().desired.keys()];
    expect(names.filter(name => name.includes('delivery/'))).toEqual([]);
  });
});

describe('deletion protection', () => {
  const protectionOf = (platform: SimulatedPlatform) =>
    usagesOf(platform)
      .filter(one => one.by === undefined)
      .map(one => one.of.split(' ')[0]);

  it('protects the claim from the first moment', () => {
    const platform = new SimulatedPlatform(claimOf(MINIMAL_SPEC));
    expect(usagesOf(platform)).toEqual([
      {
        of: 'ManagedDatabase orders-db',
        reason:
          'Deletion protection is on. Set spec.deletionProtection to false first.',
      },
    ]);
  });

  it('protects every database', () => {
    const platform = converged(MINIMAL_SPEC);
    expect(protectionOf(platform)).toEqual(['ManagedDatabase', 'Database']);
  });

  it('goes when it is switched off, so that deletion works', () => {
    const platform = converged(MINIMAL_SPEC);
    platform.claim = claimOf({ ...MINIMAL_SPEC, deletionProtection: false });
    expect(protectionOf(platform)).toEqual([]);
  });

  it('keeps a database that is taken out of the claim, and says so', () => {
    const platform = converged({
      ...MINIMAL_SPEC,
      databases: [{ name: 'orders' }, { name: 'audit' }],
    });
    const before = [...platform.ask().desired.keys()].sort();
    platform.claim = claimOf(MINIMAL_SPEC);
    const answer = platform.ask();
    expect([...answer.desired.keys()].sort()).toEqual(before);
    expect(answer.warnings).toEqual([
      expect.stringContaining('spec.databases: database "audit"'),
    ]);
    expect(answer.status.databases.map(one => one.name)).toEqual([
      'orders',
      'audit',
    ]);
  });

  it('lets go of a kept database before it is dropped, when it is switched off', () => {
    const platform = converged({
      ...MINIMAL_SPEC,
      databases: [{ name: 'orders' }, { name: 'audit' }],
    });
    platform.claim = claimOf({ ...MINIMAL_SPEC, deletionProtection: false });
    const first = platform.ask();
    const ofAudit = (names: Iterable<string>) =>
      [...names].filter(name => /^(protection\/)?database\/audit$/.test(name));
    expect(ofAudit(first.desired.keys())).toEqual(['database/audit']);
    expect(first.warnings).toEqual([]);
    platform.apply(first);
    expect(ofAudit(platform.ask().desired.keys())).toEqual([]);
  });

  it('drops a database that is taken out of an unprotected claim', () => {
    const unprotected = { ...MINIMAL_SPEC, deletionProtection: false };
    const platform = converged({
      ...unprotected,
      databases: [{ name: 'orders' }, { name: 'audit' }],
    });
    platform.claim = claimOf(unprotected);
    platform.converge();
    const names = [...platform.ask().desired.keys()];
    expect(names.filter(name => name.includes('audit'))).toEqual([]);
  });
});
