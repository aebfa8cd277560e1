import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { isConflict } from '../../../kubernetes/cluster-client';
import { eventually } from '../../../kubernetes/testing/test-cluster';
import { CrossplanePlatform } from '../testing/crossplane-platform';
import {
  app,
  APP,
  NAMESPACE,
  refIn,
  WIDGET,
  widget,
} from '../testing/fixtures';

const USAGE = {
  apiVersion: 'protection.crossplane.io/v1beta1',
  kind: 'Usage',
} as const;

function usage(name: string, spec: object): KubernetesObject {
  return { ...USAGE, metadata: { name, namespace: NAMESPACE }, spec };
}

describe('A Usage', () => {
  let platform: CrossplanePlatform;

  beforeEach(async () => {
    platform = await CrossplanePlatform.open();
    await platform.installApps();
    for (const name of ['server', 'database']) {
      await platform.apply({
        ...WIDGET,
        metadata: { name, namespace: NAMESPACE, labels: { role: name } },
        spec: {},
      });
    }
  });

  afterEach(async () => {
    await platform.close();
  });

  const server = refIn(WIDGET, 'server');
  const database = refIn(WIDGET, 'database');
  const deleteServer = () =>
    platform.client.delete(server, { propagationPolicy: 'Foreground' });
  const of = { ...WIDGET, resourceRef: { name: 'server' } };
  const by = { ...WIDGET, resourceRef: { name: 'database' } };

  it('refuses a deletion, with its reason', async () => {
    await platform.apply(usage('keep', { of, reason: 'Protected.' }));
    await platform.untilReason(refIn(USAGE, 'keep'), 'Ready', 'Available');
    expect((await platform.client.get(server))?.metadata.labels).toMatchObject({
      'crossplane.io/in-use': 'true',
    });

    const message =
      'This resource is in-use by 1 usage(s), including the *v1beta1.Usage "keep" (in namespace "team-a") with reason: "Protected.".';
    await expect(deleteServer()).rejects.toMatchObject({
      code: 409,
      message: `admission webhook "nousages.protection.crossplane.io" denied the request: ${message}`,
    });
    const refused = await platform.client.get(server);
    expect(refused?.metadata.deletionTimestamp).toBeUndefined();
    expect(refused?.metadata.annotations).toMatchObject({
      'usage.crossplane.io/deletion-attempt-with-policy': 'Foreground',
    });
  });

  it('says what it is for', async () => {
    await platform.apply(usage('order', { of, by }));
    const found = await platform.until(
      refIn(USAGE, 'order'),
      ({ metadata }) =>
        metadata.annotations?.['crossplane.io/usage-details'] !== undefined,
    );
    expect(found.metadata.annotations).toMatchObject({
      'crossplane.io/usage-details': 'Widget/database uses Widget/server',
    });
    await expect(deleteServer()).rejects.toThrow(
      'by resource Widget/database.',
    );
  });

  it('ends when it is deleted, and the label with it', async () => {
    await platform.apply(usage('keep', { of, reason: 'Protected.' }));
    await platform.untilReason(refIn(USAGE, 'keep'), 'Ready', 'Available');
    await platform.client.delete(refIn(USAGE, 'keep'));
    await platform.untilGone(refIn(USAGE, 'keep'));
    expect(
      (await platform.client.get(server))?.metadata.labels,
    ).not.toHaveProperty(['crossplane.io/in-use']);
    await deleteServer();
    await platform.untilGone(server);
  });

  it('keeps the label while there is another usage', async () => {
    await platform.apply(usage('one', { of, reason: 'One.' }));
    await platform.apply(usage('two', { of, reason: 'Two.' }));
    for (const name of ['one', 'two'])
      await platform.untilReason(refIn(USAGE, name), 'Ready', 'Available');
    await platform.client.delete(refIn(USAGE, 'one'));
    await platform.untilGone(refIn(USAGE, 'one'));
    await expect(deleteServer()).rejects.toThrow('"two"');
  });

  it('goes with what uses, and then does the deletion that it refused', async () => {
    await platform.apply(usage('order', { of, by, replayDeletion: true }));
    await platform.untilReason(refIn(USAGE, 'order'), 'Ready', 'Available');
    await expect(deleteServer()).rejects.toThrow('in-use');
    await platform.client.delete(database);
    await platform.untilGone(refIn(USAGE, 'order'));
    await platform.untilGone(server);
  });

  it('finds its resources by labels, once', async () => {
    await platform.apply(
      usage('selected', {
        of: {
          ...WIDGET,
          resourceSelector: { matchLabels: { role: 'server' } },
        },
        by: {
          ...WIDGET,
          resourceSelector: { matchLabels: { role: 'database' } },
        },
      }),
    );
    await platform.untilReason(refIn(USAGE, 'selected'), 'Ready', 'Available');
    expect(
      (await platform.client.get(refIn(USAGE, 'selected')))?.spec,
    ).toMatchObject({
      of: { resourceRef: { name: 'server' } },
      by: { resourceRef: { name: 'database' } },
    });
  });

  it('waits for what it is about', async () => {
    const later = { ...WIDGET, resourceRef: { name: 'later' } };
    await platform.apply(usage('early', { of: later, reason: 'Protected.' }));
    await eventually('an Event says so', async () =>
      (
        await platform.events('early')
      ).includes(
        'Warning GetUsedResource: cannot get used: Widget "later" not found',
      ),
    );
    await platform.apply({
      ...WIDGET,
      metadata: { name: 'later', namespace: NAMESPACE },
      spec: {},
    });
    await platform.untilReason(refIn(USAGE, 'early'), 'Ready', 'Available');
  });

  it('orders the deletion of a composite resource', async () => {
    platform.fn.answer(() => ({
      desired: {
        resources: {
          server: widget({ name: 'shop-server' }),
          database: widget({
            name: 'shop-database',
            finalizers: ['test/hold'],
          }),
          order: {
            resource: {
              ...USAGE,
              metadata: { name: 'shop-order' },
              spec: {
                of: { ...WIDGET, resourceRef: { name: 'shop-server' } },
                by: { ...WIDGET, resourceRef: { name: 'shop-database' } },
                replayDeletion: true,
              },
            },
          },
        },
      },
    }));
    await platform.apply(app('shop'));
    await platform.untilReason(
      refIn(USAGE, 'shop-order'),
      'Ready',
      'Available',
    );
    await platform.client.delete(refIn(APP, 'shop'));
    await platform.until(
      refIn(WIDGET, 'shop-database'),
      ({ metadata }) => metadata.deletionTimestamp !== undefined,
    );
    await platform.until(
      refIn(WIDGET, 'shop-server'),
      ({ metadata }) =>
        metadata.annotations?.[
          'usage.crossplane.io/deletion-attempt-with-policy'
        ] !== undefined,
    );
    expect(
      (await platform.client.get(refIn(WIDGET, 'shop-server')))?.metadata
        .deletionTimestamp,
    ).toBeUndefined();
    await platform.client.patch(refIn(WIDGET, 'shop-database'), {
      metadata: { finalizers: null },
    });
    await platform.untilGone(refIn(USAGE, 'shop-order'));
    await platform.untilGone(refIn(WIDGET, 'shop-server'));
  });

  it('holds a resource that a composition drops, without making an error of it', async () => {
    const resources = { server: widget({ name: 'shop-server' }) };
    platform.fn.answer(() => ({ desired: { resources } }));
    await platform.apply(app('shop'));
    await platform.until(refIn(WIDGET, 'shop-server'), () => true);
    await platform.apply(
      usage('keep', {
        of: { ...WIDGET, resourceRef: { name: 'shop-server' } },
        reason: 'Mine.',
      }),
    );
    await platform.untilReason(refIn(USAGE, 'keep'), 'Ready', 'Available');

    platform.fn.answer(() => ({ desired: { resources: {} } }));
    await platform.apply(app('shop', { spec: { size: 'large' } }));
    await platform.until(
      refIn(WIDGET, 'shop-server'),
      ({ metadata }) =>
        metadata.annotations?.[
          'usage.crossplane.io/deletion-attempt-with-policy'
        ] === 'Foreground',
    );
    await platform.untilReason(
      refIn(APP, 'shop'),
      'Synced',
      'ReconcileSuccess',
    );
    const warnings = (await platform.events('shop')).filter(event =>
      event.startsWith('Warning'),
    );
    expect(warnings).toEqual([]);
    await platform.client.delete(refIn(USAGE, 'keep'));
    await platform.untilGone(refIn(WIDGET, 'shop-server'));
  });

  it('is in force while Crossplane does not run, also after a restart', async () => {
    await platform.apply(usage('order', { of, by, replayDeletion: true }));
    await platform.untilReason(refIn(USAGE, 'order'), 'Ready', 'Available');
    await platform.stopCrossplane();
    await expect(deleteServer()).rejects.toThrow('in-use');
    await platform.test.restart();
    await expect(deleteServer()).rejects.toThrow('in-use');
    await platform.startCrossplane();
    await platform.client.delete(database);
    await platform.untilGone(server);
  });

  it('is a conflict for those who delete', async () => {
    await platform.apply(usage('keep', { of, reason: 'Protected.' }));
    await platform.untilReason(refIn(USAGE, 'keep'), 'Ready', 'Available');
    expect(await deleteServer().catch(isConflict)).toBe(true);
  });
});
