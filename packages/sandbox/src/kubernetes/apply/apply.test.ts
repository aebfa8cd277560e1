import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import type { ResourceType } from '../resource-api';
import { TestCluster } from '../testing/test-cluster';
import {
  WIDGET,
  widget,
  widgetDefinition,
  widgetRef,
} from '../testing/widgets';

describe('server-side apply', () => {
  let test: TestCluster;
  let type: ResourceType;

  beforeEach(async () => {
    test = await TestCluster.open();
    await test.client.create(widgetDefinition());
    const found = test.cluster.findKind(WIDGET.apiVersion, WIDGET.kind);
    if (!found) throw new Error('the definition is not served');
    type = found;
  });

  afterEach(() => test.close());

  const apply = (spec: object, fieldManager = 'gitops', force = false) =>
    test.client.apply(widget('a', spec), { fieldManager, force });

  function owned(object: KubernetesObject, manager: string): unknown {
    const entries: unknown = object.metadata.managedFields;
    if (!Array.isArray(entries)) throw new Error('no managedFields');
    return entries.find(entry => entry.manager === manager)?.fieldsV1;
  }

  it('creates the object and owns exactly what was applied', async () => {
    const applied = await apply({
      size: 1,
      labels: { x: '1' },
      ports: [{ name: 'http', port: 80 }],
      tags: ['t'],
      steps: ['s'],
    });
    expect(applied.spec).toMatchObject({ size: 1, colour: 'red' });
    expect(owned(applied, 'gitops')).toEqual({
      'f:spec': {
        'f:size': {},
        'f:labels': { 'f:x': {} },
        'f:ports': {
          'k:{"name":"http"}': { '.': {}, 'f:name': {}, 'f:port': {} },
        },
        'f:tags': { 'v:"t"': {} },
        'f:steps': {},
      },
    });
  });

  it('takes back what is no longer applied', async () => {
    await apply({
      size: 1,
      labels: { x: '1', y: '2' },
      ports: [
        { name: 'a', port: 1 },
        { name: 'b', port: 2 },
      ],
      tags: ['s', 't'],
    });
    const applied = await apply({
      size: 1,
      labels: { y: '2' },
      ports: [{ name: 'b' }],
      tags: ['t'],
    });
    expect(applied.spec).toEqual({
      size: 1,
      colour: 'red',
      labels: { y: '2' },
      ports: [{ name: 'b' }],
      tags: ['t'],
    });
  });

  it('leaves what others wrote', async () => {
    await apply({ size: 1, ports: [{ name: 'a', port: 1 }] });
    await test.client.patch(widgetRef('a'), {
      spec: {
        labels: { theirs: 'yes' },
        ports: [
          { name: 'a', port: 1 },
          { name: 'b', port: 2 },
        ],
      },
    });
    const applied = await apply({ size: 1 });
    expect(applied.spec).toMatchObject({
      labels: { theirs: 'yes' },
      ports: [{ name: 'b', port: 2 }],
    });
  });

  it('keeps what another applier owns too', async () => {
    await apply({ size: 1, labels: { x: '1' } });
    await apply({ size: 1, labels: { x: '1' } }, 'other');
    const applied = await apply({ size: 1 });
    expect(applied.spec).toMatchObject({ labels: { x: '1' } });
    expect(owned(applied, 'other')).toEqual({
      'f:spec': { 'f:size': {}, 'f:labels': { 'f:x': {} } },
    });
  });

  it('changes nothing when the same is applied again', async () => {
    const first = await apply({ size: 1 });
    expect(await apply({ size: 1 })).toEqual(first);
  });

  describe('conflicts', () => {
    it('name the other owners and the fields', async () => {
      await apply({ size: 1, colour: 'blue' });
      await expect(
        apply({ size: 2, colour: 'red' }, 'other'),
      ).rejects.toMatchObject({
        code: 409,
        reason: 'Conflict',
        message:
          'Apply failed with 2 conflicts: conflicts with "gitops":\n- .spec.colour\n- .spec.size',
        details: {
          causes: [
            {
              reason: 'FieldManagerConflict',
              message: 'conflict with "gitops"',
              field: '.spec.colour',
            },
            {
              reason: 'FieldManagerConflict',
              message: 'conflict with "gitops"',
              field: '.spec.size',
            },
          ],
        },
      });
    });

    it('tell when the other owner did not apply', async () => {
      await test.client.create(widget('a'));
      await expect(apply({ size: 2 })).rejects.toMatchObject({
        message: expect.stringMatching(
          /^Apply failed with 1 conflict: conflict with "test" using example\.dev\/v1 at \d{4}.*: \.spec\.size$/,
        ),
      });
    });

    it('in keyed lists name the item', async () => {
      await apply({ size: 1, ports: [{ name: 'http', port: 80 }] });
      await expect(
        apply({ size: 1, ports: [{ name: 'http', port: 81 }] }, 'other'),
      ).rejects.toMatchObject({
        message:
          'Apply failed with 1 conflict: conflict with "gitops": .spec.ports[name="http"].port',
      });
    });

    it('do not arise from equal values', async () => {
      await apply({ size: 1 });
      await expect(apply({ size: 1 }, 'other')).resolves.toMatchObject({
        spec: { size: 1 },
      });
    });

    it('can be forced, which takes the fields over', async () => {
      await apply({ size: 1 });
      const forced = await apply({ size: 2 }, 'other', true);
      expect(forced.spec).toMatchObject({ size: 2 });
      expect(owned(forced, 'gitops')).toBeUndefined();
      expect(owned(forced, 'other')).toEqual({ 'f:spec': { 'f:size': {} } });
    });
  });

  it('gives the field to who updates it', async () => {
    await apply({ size: 1, colour: 'blue' });
    const updated = await test.client.patch(widgetRef('a'), {
      spec: { size: 5 },
    });
    expect(owned(updated, 'gitops')).toEqual({ 'f:spec': { 'f:colour': {} } });
    expect(owned(updated, 'test')).toEqual({ 'f:spec': { 'f:size': {} } });
  });

  it('keeps the owners of the status apart', async () => {
    await apply({ size: 1 });
    const reported = await test.client.patchStatus(widgetRef('a'), {
      ready: true,
    });
    expect(reported.metadata.managedFields).toMatchObject([
      { manager: 'gitops', operation: 'Apply' },
      {
        manager: 'test',
        operation: 'Update',
        subresource: 'status',
        fieldsV1: { 'f:status': { 'f:ready': {} } },
      },
    ]);
    const { object } = await test.cluster.patch(
      type,
      'default',
      'a',
      { ...widget('a', { size: 9 }), status: { phase: 'Up' } },
      {
        patchType: 'apply',
        subresource: 'status',
        fieldManager: 'reporter',
      },
    );
    expect(object).toMatchObject({
      spec: { size: 1 },
      status: { ready: true, phase: 'Up' },
    });
  });

  it('moves the time of a manager only when that manager changed something', async () => {
    jest.useFakeTimers({
      now: new Date('2030-01-01T00:00:00Z'),
      doNotFake: ['setImmediate', 'setTimeout', 'queueMicrotask', 'nextTick'],
    });
    try {
      await test.client.create(widget('a'));
      jest.setSystemTime(new Date('2030-01-01T00:00:10Z'));
      const reported = await test.client.patchStatus(widgetRef('a'), {
        ready: true,
      });
      jest.setSystemTime(new Date('2030-01-01T00:00:20Z'));
      const again = await test.client.patchStatus(widgetRef('a'), {
        ready: true,
      });
      expect(again.metadata.resourceVersion).toBe(
        reported.metadata.resourceVersion,
      );
      expect(again.metadata.managedFields).toMatchObject([
        { time: '2030-01-01T00:00:00Z' },
        { time: '2030-01-01T00:00:10Z' },
      ]);
    } finally {
      jest.useRealTimers();
    }
  });

  it('forgets the owners when an update empties managedFields', async () => {
    const applied = await apply({ size: 1 });
    const updated = await test.client.update({
      ...applied,
      metadata: { ...applied.metadata, managedFields: [] },
    });
    expect(updated.metadata.managedFields).toBeUndefined();
  });

  it.each([
    [
      'a field that the schema does not declare',
      { ...widget('a'), spec: { size: 1, colr: 'red' } },
      {
        code: 500,
        message:
          'failed to create typed patch object (default/a; example.dev/v1, Kind=Widget): .spec.colr: field not declared in schema',
      },
    ],
    [
      'managedFields',
      widget('a', { size: 1 }, { managedFields: [] }),
      { code: 400, message: 'metadata.managedFields must be nil' },
    ],
    ['an invalid value', widget('a', { size: 0 }), { code: 422 }],
    ['another uid', widget('a', { size: 1 }, { uid: 'x' }), { code: 409 }],
  ])('refuses %s', async (_, object, error) => {
    await test.client.create(widget('a'));
    await expect(
      test.client.apply(object, { fieldManager: 'gitops', force: true }),
    ).rejects.toMatchObject(error);
  });

  it('refuses an entry that a keyed list has twice', async () => {
    await expect(
      test.client.apply(
        {
          apiVersion: 'v1',
          kind: 'Service',
          metadata: { name: 's', namespace: 'default' },
          spec: { ports: [{ port: 80 }, { port: 80 }] },
        },
        { fieldManager: 'one' },
      ),
    ).rejects.toMatchObject({
      message:
        'failed to create typed patch object (default/s; v1, Kind=Service): .spec.ports: duplicate entries for key [port=80,protocol="TCP"]',
    });
  });

  it('merges the keyed lists of built-in kinds', async () => {
    const service = (ports: object[]) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 's', namespace: 'default' },
      spec: { ports },
    });
    await test.client.apply(service([{ port: 80, targetPort: 8080 }]), {
      fieldManager: 'one',
    });
    const both = await test.client.apply(service([{ port: 443 }]), {
      fieldManager: 'two',
    });
    expect(both.spec).toMatchObject({
      ports: [{ port: 80, targetPort: 8080 }, { port: 443 }],
    });
  });
});
