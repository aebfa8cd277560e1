import * as sdk from '@crossplane-org/function-sdk-typescript';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { claimOf, FULL_SPEC } from '../../__testUtils__/claims';
import { readRunFunctionRequest } from './run-function-codec';

const { RunFunctionRequest } = sdk;

const claimNamed = (name: string, resourceVersion = '1') => {
  const claim = claimOf(FULL_SPEC);
  const uid = `uid-of-${name}`;
  return {
    ...claim,
    metadata: { ...claim.metadata, name, uid, resourceVersion },
  };
};

/** The same with its fields in another order, as Go writes them. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, turned(inner)]),
  );
}

/** What one call for a claim holds. */
function call(claim: object, resources: Record<string, object>) {
  const bytes = RunFunctionRequest.encode(
    RunFunctionRequest.fromJSON({
      observed: {
        composite: { resource: claim },
        resources: Object.fromEntries(
          Object.entries(resources).map(([name, resource]) => [
            name,
            { resource },
          ]),
        ),
      },
    }),
  ).finish();
  const { observed } = readRunFunctionRequest(sdk, Buffer.from(bytes));
  return {
    claim: observed?.composite?.resource,
    resource: (name: string) => observed?.resources.get(name)?.resource,
  };
}

const ROLE = {
  apiVersion: 'postgresql.sql.m.crossplane.io/v1alpha1',
  kind: 'Role',
  metadata: { name: 'orders-app', uid: 'uid-of-role', resourceVersion: '1' },
};

describe('objects of an earlier call', () => {
  const orders = claimNamed('orders-db');
  const billing = claimNamed('billing-database');

  it('are given again while they are the same', () => {
    const first = call(orders, { a: ROLE });
    const second = call(orders, { a: ROLE });
    expect(second.resource('a')).toBe(first.resource('a'));
    expect(second.claim).toBe(first.claim);
    expect(second.resource('a')).toEqual(ROLE);
    expect(second.claim).toEqual(orders);
  });

  it('are still given when another claim was asked for in between', () => {
    const first = call(orders, { a: ROLE });
    const other = {
      ...ROLE,
      metadata: { name: 'billing-app', uid: 'other', resourceVersion: '1' },
    };
    expect(call(billing, { a: other }).resource('a')).toEqual(other);
    const again = call(orders, { a: ROLE });
    expect(again.resource('a')).toBe(first.resource('a'));
    expect(again.claim).toBe(first.claim);
  });

  it('are given again whatever the order of their fields', () => {
    const first = call(orders, { a: ROLE });
    const second = call(Object(turned(orders)), { a: Object(turned(ROLE)) });
    expect(second.resource('a')).toBe(first.resource('a'));
    expect(second.claim).toBe(first.claim);
  });

  it.each([
    [
      'another object of the same name',
      { uid: 'uid-of-robe', resourceVersion: '1' },
    ],
    ['one without a UID', { uid: undefined, resourceVersion: '1' }],
    ['one without a version', { uid: undefined, resourceVersion: undefined }],
  ])('are not given for %s', (_what, change) => {
    const metadata = { ...ROLE.metadata, ...change };
    call(orders, { a: { ...ROLE, note: 1 } });
    call(orders, { a: { ...ROLE, metadata, note: 2 } });
    const other = { ...ROLE, metadata, note: change.uid ? 2 : 3 };
    expect(call(orders, { a: other }).resource('a')).toMatchObject({
      note: other.note,
    });
  });

  it('are not given for one of another version of the API', () => {
    call(orders, { a: ROLE });
    const other = { ...ROLE, apiVersion: ROLE.apiVersion.replace('1a', '1b') };
    expect(call(orders, { a: other }).resource('a')).toEqual(other);
  });

  it('are not given for one that has changed, however little', () => {
    call(orders, { a: ROLE });
    const metadata = { ...ROLE.metadata, resourceVersion: '2' };
    const changed = { ...ROLE, metadata };
    expect(call(orders, { a: changed }).resource('a')).toEqual(changed);
  });

  it('are not given for one of the same name that is of another size', () => {
    call(orders, { a: ROLE });
    const longer = { ...ROLE, status: { conditions: [] } };
    expect(call(orders, { a: longer }).resource('a')).toEqual(longer);
    expect(call(orders, { a: ROLE }).resource('a')).toEqual(ROLE);
  });

  it('are not given for a claim that has changed', () => {
    call(orders, {});
    const changed = claimNamed('orders-db', '2');
    expect(call(changed, {}).claim).toEqual(changed);
  });

  it('are read right although something beyond ASCII comes before', () => {
    const other = { ...ROLE, note: 'größer ☃ 🙂' };
    const both = { a: other, b: ROLE };
    for (let calls = 0; calls < 2; calls += 1) {
      const { resource } = call(orders, both);
      expect([resource('a'), resource('b')]).toEqual([other, ROLE]);
    }
  });

  it('are claims without what the function said of each part', () => {
    const status = { phase: 'Ready', parts: [{ name: 'orders-db' }] };
    const spec = { parts: ['a'] };
    expect(call({ ...orders, spec, status }, {}).claim).toEqual({
      ...orders,
      spec,
      status: { phase: 'Ready' },
    });
  });

  it('are forgotten when they are Secrets', () => {
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'a' },
      data: { password: 'cHc=' },
    };
    const first = call(orders, { a: secret });
    expect(first.resource('a')).toEqual(secret);
    expect(call(orders, { a: secret }).resource('a')).not.toBe(
      first.resource('a'),
    );
  });

  it('do not keep the messages in memory that they came with', () => {
    const large = 4 * 1024 * 1024;
    const calls = 60;
    const noise = { kind: 'Secret', data: { a: 'x'.repeat(large) } };
    const before = usedBytes();
    for (let index = 0; index < calls; index += 1) {
      const uid = `a-uid-that-is-long-enough-${index}`;
      const metadata = { ...ROLE.metadata, uid };
      call(claimNamed(`claim-${index}`), {
        [`a-name-that-is-long-enough-${index}`]: { ...ROLE, metadata },
        noise,
      });
    }
    expect(usedBytes() - before).toBeLessThan((calls * large) / 4);
  });

  it('are forgotten when they grow to more than may be remembered', () => {
    const claims = 160;
    const large = 1024 * 1024;
    const before = usedBytes();
    for (let index = 0; index < claims; index += 1) {
      const claim = claimNamed(`growing-${index}`);
      call(claim, { a: ROLE });
      const text = String(index % 10).repeat(large);
      const metadata = { ...ROLE.metadata, resourceVersion: '2' };
      call(claim, { a: { ...ROLE, metadata, status: { text } } });
    }
    expect(usedBytes() - before).toBeLessThan(claims * large);
  });
});

/** The garbage collector, which Node hides. */
function collector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc');
}

function usedBytes(): number {
  collector()();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
