import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { ObjectArchive } from './object-archive';

function role(name: string, spec: unknown = {}): KubernetesObject {
  return {
    apiVersion: 'postgresql.sql.m.crossplane.io/v1alpha1',
    kind: 'Role',
    metadata: {
      name,
      namespace: 'team-orders',
      uid: `0b6d-${name}`,
      labels: { 'dbaas.dev/database': 'team-orders.orders-db' },
      annotations: { 'crossplane.io/external-name': name },
    },
    spec,
    status: {
      conditions: [
        { type: 'Ready', status: 'True', reason: 'Available' },
        { type: 'Synced', status: 'True', reason: 'ReconcileSuccess' },
      ],
    },
  };
}

describe('ObjectArchive', () => {
  it.each<[string, KubernetesObject]>([
    ['the first of its kind', role('app')],
    ['text of any language', role('app', { comment: 'Größe: 百 — ✅ \u0000' })],
    ['more than the window holds', role('app', { sql: 'x'.repeat(100_000) })],
    [
      'hardly anything',
      { apiVersion: 'v1', kind: 'X', metadata: { name: '' } },
    ],
  ])('gives back what was put in: %s', (_case, object) => {
    const archive = new ObjectArchive();
    expect(archive.unpack(archive.pack(object))).toEqual(object);
  });

  it('gives back each of many of a kind and of several kinds', () => {
    const archive = new ObjectArchive();
    const objects = ['a', 'b', 'c'].flatMap(name => [
      role(name),
      { ...role(name), kind: 'Grant', spec: { forProvider: { role: name } } },
    ]);
    const packed = objects.map(object => archive.pack(object));
    expect(packed.map(one => archive.unpack(one))).toEqual(objects);
  });

  it('needs a fraction of the text for what is like others of its kind', () => {
    const archive = new ObjectArchive();
    archive.pack(role('first'));
    const text = JSON.stringify(role('second'));
    expect(archive.pack(role('second')).packed.length).toBeLessThan(
      text.length / 5,
    );
  });

  it('gives everybody the same object while it is remembered', () => {
    const archive = new ObjectArchive();
    const packed = archive.pack(role('app'));
    expect(archive.unpack(packed)).toBe(archive.unpack(packed));
  });
});
