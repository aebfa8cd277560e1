import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { StatusError } from '../cluster-client';
import { eventually, TestCluster } from '../testing/test-cluster';
import {
  DEFINITION,
  ownedBy,
  WIDGET,
  widget,
  widgetDefinition,
  widgetRef,
} from '../testing/widgets';

const HOLD = { finalizers: ['example.dev/hold'] };
const IN_USE = { 'example.dev/in-use': 'true' };

/** What a validating webhook could do. */
const refuseInUse = () => (object: KubernetesObject) => {
  if (!object.metadata.labels?.['example.dev/in-use']) return;
  const message = `${object.metadata.name} is in use`;
  throw new StatusError(409, 'Conflict', message);
};

describe('deleting objects', () => {
  let test: TestCluster;

  beforeEach(async () => {
    test = await TestCluster.open('platform', [refuseInUse]);
    await test.client.create(widgetDefinition());
  });

  afterEach(() => test.close());

  const find = (name: string) => test.client.get(widgetRef(name));
  const gone = (name: string) =>
    eventually(`${name} is gone`, async () => (await find(name)) === undefined);
  const release = (name: string) =>
    test.client.patch(widgetRef(name), { metadata: { finalizers: null } });

  it('says that what is gone is not found', async () => {
    await expect(test.client.delete(widgetRef('a'))).rejects.toMatchObject({
      code: 404,
      message: 'widgets.example.dev "a" not found',
    });
  });

  it('waits for finalizers, and ends with the last one', async () => {
    await test.client.create(widget('a', { size: 1 }, HOLD));
    await test.client.delete(widgetRef('a'));
    const deleted = await find('a');
    expect(deleted?.metadata).toMatchObject({
      deletionTimestamp: expect.any(String),
      deletionGracePeriodSeconds: 0,
      generation: 2,
    });
    await test.client.delete(widgetRef('a'));
    expect((await find('a'))?.metadata.resourceVersion).toBe(
      deleted?.metadata.resourceVersion,
    );
    await release('a');
    expect(await find('a')).toBeUndefined();
  });

  it('takes no new finalizers on an object that is being deleted', async () => {
    await test.client.create(widget('a', { size: 1 }, HOLD));
    await test.client.delete(widgetRef('a'));
    await expect(
      test.client.patch(widgetRef('a'), {
        metadata: { finalizers: ['example.dev/hold', 'example.dev/more'] },
      }),
    ).rejects.toMatchObject({
      message:
        'Widget.example.dev "a" is invalid: metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"example.dev/more"}',
    });
    await release('a');
  });

  it('heeds preconditions', async () => {
    const { metadata } = await test.client.create(widget('a'));
    await expect(
      test.client.delete(widgetRef('a'), { preconditions: { uid: 'another' } }),
    ).rejects.toMatchObject({ code: 409 });
    await expect(
      test.client.delete(widgetRef('a'), {
        preconditions: { resourceVersion: '1' },
      }),
    ).rejects.toMatchObject({ code: 409 });
    await test.client.delete(widgetRef('a'), {
      preconditions: {
        uid: metadata.uid,
        resourceVersion: metadata.resourceVersion,
      },
    });
    expect(await find('a')).toBeUndefined();
  });

  it('can be refused, as by a validating webhook', async () => {
    await test.client.create(widget('a', { size: 1 }, { labels: IN_USE }));
    await expect(test.client.delete(widgetRef('a'))).rejects.toMatchObject({
      message: 'a is in use',
    });
    expect((await find('a'))?.metadata.deletionTimestamp).toBeUndefined();
    await test.client.patch(widgetRef('a'), { metadata: { labels: null } });
    await test.client.delete(widgetRef('a'));
    expect(await find('a')).toBeUndefined();
  });

  describe('with dependents', () => {
    it('in the background: the owner goes first', async () => {
      const owner = await test.client.create(widget('owner'));
      const child = await test.client.create(
        widget('child', { size: 1 }, ownedBy(owner)),
      );
      await test.client.create(
        widget('grandchild', { size: 1 }, ownedBy(child)),
      );
      await test.client.delete(widgetRef('owner'));
      expect(await find('owner')).toBeUndefined();
      await gone('child');
      await gone('grandchild');
    });

    it('in the foreground: the owner waits for those that block it', async () => {
      const owner = await test.client.create(widget('owner'));
      await test.client.create(
        widget('blocking', { size: 1 }, { ...ownedBy(owner), ...HOLD }),
      );
      await test.client.create(
        widget('other', { size: 1 }, ownedBy(owner, false)),
      );
      await test.client.delete(widgetRef('owner'), {
        propagationPolicy: 'Foreground',
      });
      await eventually(
        'deletion of the dependent',
        async () =>
          (await find('blocking'))?.metadata.deletionTimestamp !== undefined,
      );
      expect((await find('owner'))?.metadata.finalizers).toEqual([
        'foregroundDeletion',
      ]);
      await release('blocking');
      await gone('blocking');
      await gone('owner');
      await gone('other');
    });

    it('orphaned: they stay and forget the owner', async () => {
      const owner = await test.client.create(widget('owner'));
      await test.client.create(widget('child', { size: 1 }, ownedBy(owner)));
      await test.client.delete(widgetRef('owner'), {
        propagationPolicy: 'Orphan',
      });
      await gone('owner');
      expect((await find('child'))?.metadata.ownerReferences ?? []).toEqual([]);
    });

    it('keeps a dependent that another owner still has', async () => {
      const [first, second] = [
        await test.client.create(widget('first')),
        await test.client.create(widget('second')),
      ];
      const owners = [
        ...ownedBy(first).ownerReferences,
        ...ownedBy(second).ownerReferences,
      ];
      await test.client.create(
        widget('child', { size: 1 }, { ownerReferences: owners }),
      );
      await test.client.delete(widgetRef('first'));
      await eventually(
        'one owner is left',
        async () =>
          (await find('child'))?.metadata.ownerReferences?.length === 1,
      );
      await test.client.delete(widgetRef('second'));
      await gone('child');
      expect(await find('child')).toBeUndefined();
    });

    it('deletes what is created with an owner that does not exist', async () => {
      const owner = {
        ...widget('owner'),
        metadata: {
          name: 'owner',
          namespace: 'default',
          uid: '00000000-0000-4000-8000-000000000000',
        },
      };
      await test.client.create(widget('child', { size: 1 }, ownedBy(owner)));
      await gone('child');
      expect(await find('child')).toBeUndefined();
    });

    it('leaves alone what an owner of an unknown kind has', async () => {
      const owner = {
        apiVersion: 'unknown.dev/v1',
        kind: 'Thing',
        metadata: { name: 'x', uid: '00000000-0000-4000-8000-000000000000' },
      };
      await test.client.create(widget('child', { size: 1 }, ownedBy(owner)));
      await test.client.create(
        widget(
          'marker',
          { size: 1 },
          ownedBy(await test.client.create(widget('owner'))),
        ),
      );
      await test.client.delete(widgetRef('owner'));
      await gone('marker');
      expect(await find('child')).toBeDefined();
    });

    it('collects after a restart what lost its owner before', async () => {
      const owner = await test.client.create(widget('owner'));
      await test.client.create(widget('child', { size: 1 }, ownedBy(owner)));
      // No turn of the event loop between deletion and end: the collector did not see it.
      await test.client.delete(widgetRef('owner'));
      await test.restart();
      await gone('child');
      expect(await find('child')).toBeUndefined();
    });
  });

  describe('a namespace', () => {
    const team = { apiVersion: 'v1', kind: 'Namespace', name: 'team' };
    const inTeam = { namespace: 'team' };
    const namespaceGone = () =>
      eventually(
        'the namespace is gone',
        async () => (await test.client.get(team)) === undefined,
      );

    beforeEach(async () => {
      await test.client.create({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: 'team' },
      });
    });

    it('takes everything in it along', async () => {
      await test.client.create(widget('a', { size: 1 }, inTeam));
      await test.client.delete(team);
      await namespaceGone();
      expect(
        await test.client.get({ ...WIDGET, ...inTeam, name: 'a' }),
      ).toBeUndefined();
    });

    it('says what holds it, and takes nothing new meanwhile', async () => {
      await test.client.create(
        widget('a', { size: 1 }, { ...inTeam, ...HOLD }),
      );
      await test.client.delete(team);
      await eventually('the condition', async () =>
        JSON.stringify(await test.client.get(team)).includes(
          'SomeFinalizersRemain',
        ),
      );
      expect(await test.client.get(team)).toMatchObject({
        status: { phase: 'Terminating' },
      });
      await expect(
        test.client.create(widget('b', { size: 1 }, inTeam)),
      ).rejects.toMatchObject({
        code: 403,
        message:
          'widgets.example.dev "b" is forbidden: unable to create new content in namespace team because it is being terminated',
        details: { causes: [{ reason: 'NamespaceTerminating' }] },
      });
      await test.client.patch(
        { ...WIDGET, ...inTeam, name: 'a' },
        { metadata: { finalizers: null } },
      );
      await namespaceGone();
    });

    it('cannot be one that the cluster needs', async () => {
      await expect(
        test.client.delete({ ...team, name: 'default' }),
      ).rejects.toMatchObject({
        code: 403,
        message:
          'namespaces "default" is forbidden: this namespace may not be deleted',
      });
    });
  });

  it('of a definition takes its objects along, and waits for them', async () => {
    await test.client.create(widget('a', { size: 1 }, HOLD));
    await test.client.delete({ ...DEFINITION, name: 'widgets.example.dev' });
    await eventually(
      'deletion of the object',
      async () => (await find('a'))?.metadata.deletionTimestamp !== undefined,
    );
    await expect(test.client.create(widget('b'))).rejects.toMatchObject({
      code: 405,
    });
    expect(test.client.serves(WIDGET)).toBe(true);
    await release('a');
    await eventually(
      'the kind is no longer served',
      () => !test.client.serves(WIDGET),
    );
    expect(
      await test.client.get({ ...DEFINITION, name: 'widgets.example.dev' }),
    ).toBeUndefined();
  });

  it('of a collection takes what is selected', async () => {
    for (const name of ['a', 'b', 'c']) {
      await test.client.create(
        widget(name, { size: 1 }, { labels: { keep: String(name === 'b') } }),
      );
    }
    const type = test.cluster.findKind(WIDGET.apiVersion, WIDGET.kind);
    if (!type) throw new Error('not served');
    await test.cluster.removeCollection(type, {
      namespace: 'default',
      labelSelector: 'keep=false',
    });
    expect(
      (await test.client.list(WIDGET)).map(({ metadata }) => metadata.name),
    ).toEqual(['b']);
  });

  it('of events happens by itself after an hour', async () => {
    jest.useFakeTimers({
      now: Date.now(),
      doNotFake: ['setImmediate', 'setTimeout', 'queueMicrotask', 'nextTick'],
    });
    try {
      await test.restart();
      const about = await test.client.create(widget('a'));
      const event = { type: 'Normal' as const, message: 'm', source: 'tester' };
      await test.client.recordEvent(about, { ...event, reason: 'Old' });
      jest.setSystemTime(Date.now() + 40 * 60_000);
      await test.client.recordEvent(about, { ...event, reason: 'Young' });
      jest.setSystemTime(Date.now() + 30 * 60_000);
      jest.advanceTimersByTime(60_000);
      await eventually(
        'one event is left',
        async () =>
          (
            await test.client.list({ apiVersion: 'v1', kind: 'Event' })
          ).length === 1,
      );
      expect(
        await test.client.list({ apiVersion: 'v1', kind: 'Event' }),
      ).toMatchObject([{ reason: 'Young' }]);
    } finally {
      jest.useRealTimers();
    }
  });
});
