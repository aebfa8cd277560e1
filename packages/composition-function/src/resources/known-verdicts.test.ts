import type {
  KubernetesObject,
  LookupResult,
} from '@backstage-dbaas/plugin-dbaas-common';
import { readKnownResource } from './known-verdicts';

const CREATED = '2026-11-25T10:00:00Z';
const soon = { now: new Date('2026-11-25T10:00:30Z') };
const later = { now: new Date('2026-11-25T11:00:00Z') };

const SQL = 'postgresql.sql.m.crossplane.io/v1alpha1';
const READY = {
  conditions: [
    { type: 'Ready', status: 'True', reason: 'Available' },
    { type: 'Synced', status: 'True', reason: 'ReconcileSuccess' },
  ],
};

const resource = (
  kind: string,
  more: Partial<KubernetesObject> = {},
): KubernetesObject => ({
  apiVersion: SQL,
  kind,
  metadata: {
    name: 'orders-app',
    namespace: 'team-orders',
    creationTimestamp: CREATED,
  },
  ...more,
});

const nothing = (): LookupResult => ({ found: 'unreadable' });

describe('verdicts of an earlier call', () => {
  it('are given again for the very same object', () => {
    const database = resource('Database', { status: READY });
    const first = readKnownResource(database, { ...soon, lookup: nothing });
    expect(first.state).toBe('healthy');
    expect(readKnownResource(database, { ...later, lookup: nothing })).toBe(
      first,
    );
  });

  it('are not given for an object that is another one', () => {
    readKnownResource(resource('Database', { status: READY }), {
      ...soon,
      lookup: nothing,
    });
    const failed = { type: 'Synced', status: 'False', message: 'no' };
    const other = resource('Database', {
      status: { conditions: [failed] },
    });
    expect(
      readKnownResource(other, { ...soon, lookup: nothing }).state,
    ).not.toBe('healthy');
  });

  it('are made anew when they rest on the time', () => {
    const silent = resource('Database');
    const states = [soon, later].map(
      at => readKnownResource(silent, { ...at, lookup: nothing }).state,
    );
    expect(states).toEqual(['progressing', 'unknown']);
  });

  it('are made anew when an object that they rest on is another one', () => {
    const role = resource('Role', {
      spec: { writeConnectionSecretToRef: { name: 'orders-app' } },
      status: READY,
    });
    const secretWith = (data: object) => (): LookupResult => ({
      found: 'yes',
      object: {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'orders-app' },
        data,
      },
    });
    const states = [{ password: 'cHc=' }, {}, { password: 'cHc=' }].map(
      data =>
        readKnownResource(role, { ...later, lookup: secretWith(data) }).state,
    );
    expect(states).toEqual(['healthy', 'failed', 'healthy']);
  });

  it('are given while what they looked for cannot be seen', () => {
    const role = resource('Role', {
      spec: { writeConnectionSecretToRef: { name: 'orders-app' } },
      status: READY,
    });
    const asked: string[] = [];
    const lookup = ({ name }: { name: string }): LookupResult => {
      asked.push(name);
      return nothing();
    };
    const first = readKnownResource(role, { ...soon, lookup });
    expect(readKnownResource(role, { ...soon, lookup })).toBe(first);
    expect(asked).toEqual(['orders-app', 'orders-app']);
  });
});
