import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { silentLog } from '../log';
import { Cluster } from './cluster';
import type { WatchEvent } from './cluster-client';
import { InProcessClusterClient } from './in-process-cluster-client';

const WIDGET = { apiVersion: 'example.dev/v1', kind: 'Widget' };

function definition(): KubernetesObject {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'widgets.example.dev' },
    spec: {
      group: 'example.dev',
      scope: 'Namespaced',
      names: { plural: 'widgets', kind: 'Widget', shortNames: ['wi'] },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          subresources: { status: {} },
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: {
                spec: {
                  type: 'object',
                  required: ['size'],
                  properties: {
                    size: { type: 'integer', minimum: 1 },
                    colour: {
                      type: 'string',
                      enum: ['red', 'blue'],
                      default: 'red',
                    },
                    ports: {
                      type: 'array',
                      'x-kubernetes-list-type': 'map',
                      'x-kubernetes-list-map-keys': ['name'],
                      items: {
                        type: 'object',
                        required: ['name'],
                        properties: {
                          name: { type: 'string' },
                          port: { type: 'integer' },
                        },
                      },
                    },
                  },
                  'x-kubernetes-validations': [
                    {
                      rule: 'self.size >= oldSelf.size',
                      message: 'size can only grow',
                      fieldPath: '.size',
                    },
                  ],
                },
                status: {
                  type: 'object',
                  'x-kubernetes-preserve-unknown-fields': true,
                },
              },
            },
          },
        },
      ],
    },
  };
}

function widget(
  name: string,
  spec: object = { size: 1 },
  metadata: object = {},
): KubernetesObject {
  return {
    ...WIDGET,
    metadata: { name, namespace: 'default', ...metadata },
    spec,
  };
}

describe('Cluster', () => {
  let directory: string;
  let cluster: Cluster;
  let client: InProcessClusterClient;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'cluster-test-'));
    await open();
    await client.create(definition());
  });

  afterEach(async () => {
    await cluster.close();
    rmSync(directory, { recursive: true });
  });

  async function open() {
    cluster = await Cluster.open({
      name: 'platform',
      directory,
      log: silentLog,
    });
    client = new InProcessClusterClient(cluster, 'test');
  }

  const ref = (name: string) => ({ ...WIDGET, namespace: 'default', name });

  async function eventually(check: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + 3_000;
    while (!(await check())) {
      if (Date.now() > deadline) throw new Error(`still not true: ${check}`);
      await new Promise(resolve => setTimeout(resolve, 10));
    }
  }

  const gone = (name: string) =>
    eventually(async () => (await client.get(ref(name))) === undefined);

  it('gives a new object its identity and its defaults', async () => {
    const created = await client.create(
      widget('a', { size: 2, unknown: true }),
    );
    expect(created).toMatchObject({
      metadata: {
        uid: expect.any(String),
        generation: 1,
        resourceVersion: expect.any(String),
      },
      spec: { size: 2, colour: 'red' },
    });
    expect(created.spec).not.toHaveProperty('unknown');
  });

  it('names what is wrong with an object', async () => {
    await expect(
      client.create(widget('a', { size: 0, colour: 'green' })),
    ).rejects.toMatchObject({
      code: 422,
      message:
        'Widget.example.dev "a" is invalid: [spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1, spec.colour: Unsupported value: "green": supported values: "red", "blue"]',
    });
  });

  it('compares with the old object in transition rules', async () => {
    await client.create(widget('a', { size: 3 }));
    await expect(
      client.patch(ref('a'), { spec: { size: 2 } }),
    ).rejects.toMatchObject({
      details: {
        causes: [
          {
            field: 'spec.size',
            message: expect.stringContaining('size can only grow'),
          },
        ],
      },
    });
  });

  it('counts generations for the spec and keeps status apart', async () => {
    await client.create(widget('a'));
    const withStatus = await client.patchStatus(ref('a'), { ready: true });
    expect(withStatus).toMatchObject({
      metadata: { generation: 1 },
      status: { ready: true },
    });
    const grown = await client.patch(ref('a'), {
      spec: { size: 2 },
      status: { ready: false },
    });
    expect(grown).toMatchObject({
      metadata: { generation: 2 },
      status: { ready: true },
    });
  });

  it('refuses an update of an old version', async () => {
    const first = await client.create(widget('a'));
    await client.update({ ...first, spec: { size: 2 } });
    await expect(
      client.update({ ...first, spec: { size: 3 } }),
    ).rejects.toMatchObject({ code: 409, reason: 'Conflict' });
  });

  it('deletes dependents after their owner', async () => {
    const owner = await client.create(widget('owner'));
    const owners = {
      ownerReferences: [
        {
          ...WIDGET,
          name: 'owner',
          uid: owner.metadata.uid,
          blockOwnerDeletion: true,
        },
      ],
    };
    await client.create(widget('dependent', { size: 1 }, owners));
    await client.delete(ref('owner'));
    expect(await client.get(ref('owner'))).toBeUndefined();
    await gone('dependent');
  });

  it('keeps an owner in foreground deletion until its dependents are gone', async () => {
    const owner = await client.create(widget('owner'));
    const owners = {
      ownerReferences: [
        {
          ...WIDGET,
          name: 'owner',
          uid: owner.metadata.uid,
          blockOwnerDeletion: true,
        },
      ],
    };
    await client.create(
      widget(
        'dependent',
        { size: 1 },
        { ...owners, finalizers: ['example.dev/hold'] },
      ),
    );
    await client.delete(ref('owner'), { propagationPolicy: 'Foreground' });
    await eventually(
      async () =>
        (await client.get(ref('dependent')))?.metadata.deletionTimestamp !==
        undefined,
    );
    expect(await client.get(ref('owner'))).toMatchObject({
      metadata: { finalizers: ['foregroundDeletion'] },
    });
    await client.patch(ref('dependent'), { metadata: { finalizers: null } });
    await gone('dependent');
    await gone('owner');
  });

  it('takes away applied fields that are no longer applied', async () => {
    const options = { fieldManager: 'gitops' };
    await client.apply(
      widget('a', {
        size: 1,
        ports: [
          { name: 'x', port: 1 },
          { name: 'y', port: 2 },
        ],
      }),
      options,
    );
    const applied = await client.apply(
      widget('a', { size: 1, ports: [{ name: 'y', port: 2 }] }),
      options,
    );
    expect(applied.spec).toEqual({
      size: 1,
      colour: 'red',
      ports: [{ name: 'y', port: 2 }],
    });
    await expect(
      client.apply(widget('a', { size: 5 }), { fieldManager: 'other' }),
    ).rejects.toMatchObject({
      code: 409,
      message:
        'Apply failed with 1 conflict: conflict with "gitops": .spec.size',
    });
  });

  it('streams objects and changes, also of a kind that comes later', async () => {
    const events: string[] = [];
    const late = { apiVersion: 'late.dev/v1', kind: 'Widget' };
    const record = (event: WatchEvent) =>
      events.push(`${event.type} ${event.object.metadata.name}`);
    await client.create(widget('a'));
    client.watch(WIDGET, record);
    client.watch(late, record);
    await client.patch(ref('a'), { spec: { size: 2 } });
    await client.delete(ref('a'));
    const later = definition();
    await client.create({
      ...later,
      metadata: { name: 'widgets.late.dev' },
      spec: { ...(later.spec as object), group: 'late.dev' },
    });
    await client.create({ ...widget('b'), ...late });
    await eventually(async () => events.length === 4);
    expect(events).toEqual(['ADDED a', 'MODIFIED a', 'DELETED a', 'ADDED b']);
  });

  it('empties a namespace that is deleted', async () => {
    await client.create({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'team' },
    });
    await client.create(widget('a', { size: 1 }, { namespace: 'team' }));
    await client.delete({ apiVersion: 'v1', kind: 'Namespace', name: 'team' });
    await eventually(
      async () =>
        (await client.get({
          apiVersion: 'v1',
          kind: 'Namespace',
          name: 'team',
        })) === undefined,
    );
    expect(
      await client.get({ ...WIDGET, namespace: 'team', name: 'a' }),
    ).toBeUndefined();
  });

  it('deletes the objects of a definition with it', async () => {
    await client.create(widget('a'));
    await client.delete({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      name: 'widgets.example.dev',
    });
    await eventually(async () => !client.serves(WIDGET));
  });

  it('has everything again after a restart', async () => {
    const created = await client.create(widget('a'));
    const version = cluster.currentResourceVersion();
    await cluster.close();
    await open();
    expect(await client.get(ref('a'))).toEqual(created);
    expect(Number(cluster.currentResourceVersion())).toBeGreaterThanOrEqual(
      Number(version),
    );
  });

  it('counts an event that is repeated', async () => {
    const about = await client.create(widget('a'));
    const event = {
      type: 'Warning' as const,
      reason: 'Failed',
      message: 'no',
      source: 'tester',
    };
    await client.recordEvent(about, event);
    await client.recordEvent(about, event);
    expect(
      await client.list({ apiVersion: 'v1', kind: 'Event' }),
    ).toMatchObject([{ count: 2, reason: 'Failed' }]);
  });
});
