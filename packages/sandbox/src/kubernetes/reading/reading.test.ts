import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import type { WatchEvent } from '../cluster-client';
import type { ResourceType, StreamEvent, WatchQuery } from '../resource-api';
import { eventually, TestCluster } from '../testing/test-cluster';
import {
  WIDGET,
  widget,
  widgetDefinition,
  widgetRef,
} from '../testing/widgets';

describe('reading objects', () => {
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

  const names = (objects: KubernetesObject[]) =>
    objects.map(({ metadata }) => metadata.name).join(' ');

  describe('selectors', () => {
    beforeEach(async () => {
      await test.client.create(
        widget('a', { size: 1 }, { labels: { env: 'prod', tier: 'web' } }),
      );
      await test.client.create(
        widget('b', { size: 1 }, { labels: { env: 'test' } }),
      );
      await test.client.create(widget('c'));
    });

    it.each([
      ['env=prod', 'a'],
      ['env==prod,tier=web', 'a'],
      ['env!=prod', 'b c'],
      ['env', 'a b'],
      ['!env', 'c'],
      ['env in (prod, test)', 'a b'],
      ['env in (prod),tier', 'a'],
      ['env notin (prod)', 'b c'],
      ['env in (prod,test),!tier', 'b'],
      ['', 'a b c'],
    ])('labels %s', (labelSelector, expected) => {
      expect(names(test.cluster.list(type, { labelSelector }).items)).toBe(
        expected,
      );
    });

    it.each([
      ['metadata.name=b', 'b'],
      ['metadata.name!=b', 'a c'],
      ['metadata.namespace=default,metadata.name=c', 'c'],
    ])('fields %s', (fieldSelector, expected) => {
      expect(names(test.cluster.list(type, { fieldSelector }).items)).toBe(
        expected,
      );
    });

    it.each([
      [{ labelSelector: 'env in prod' }, 'unable to parse requirement'],
      [{ labelSelector: 'a=b=c' }, 'unable to parse requirement'],
      [
        { fieldSelector: 'spec.size=1' },
        'field label not supported: spec.size',
      ],
      [{ fieldSelector: 'metadata.name' }, 'invalid selector'],
    ])('refuses %j', (query, message) => {
      expect(() => test.cluster.list(type, query)).toThrow(message);
    });
  });

  describe('pages', () => {
    beforeEach(async () => {
      for (const name of ['a', 'b', 'c', 'd', 'e'])
        await test.client.create(widget(name));
    });

    it('show the moment of the first page', async () => {
      const first = test.cluster.list(type, { limit: 2 });
      expect(names(first.items)).toBe('a b');
      expect(first.remainingItemCount).toBe(3);
      await test.client.delete(widgetRef('c'));
      await test.client.create(widget('ca'));
      const second = test.cluster.list(type, {
        limit: 2,
        continue: first.continue,
      });
      expect(names(second.items)).toBe('c d');
      expect(second.resourceVersion).toBe(first.resourceVersion);
      const last = test.cluster.list(type, {
        limit: 2,
        continue: second.continue,
      });
      expect(names(last.items)).toBe('e');
      expect(last.continue).toBeUndefined();
    });

    it('expire', async () => {
      const { continue: token } = test.cluster.list(type, { limit: 2 });
      for (let size = 2; size < 110; size += 1)
        await test.client.patch(widgetRef('a'), { spec: { size } });
      expect(() =>
        test.cluster.list(type, { limit: 2, continue: token }),
      ).toThrow(expect.objectContaining({ code: 410, reason: 'Expired' }));
    });

    it('refuse a token that no list returned', () => {
      expect(() => test.cluster.list(type, { continue: 'made-up' })).toThrow(
        'continue key is not valid',
      );
    });
  });

  it('refuses a list of a version that is not there yet', () => {
    expect(() =>
      test.cluster.list(type, { resourceVersion: '999999' }),
    ).toThrow(
      expect.objectContaining({
        code: 504,
        details: expect.objectContaining({ retryAfterSeconds: 1 }),
      }),
    );
  });

  it('hands out objects that nobody can change', async () => {
    await test.client.create(widget('a'));
    const object = test.cluster.get(type, 'default', 'a');
    expect(() => Object.assign(object.metadata, { name: 'b' })).toThrow(
      TypeError,
    );
  });

  describe('watch', () => {
    function record(query: WatchQuery = {}) {
      const events: string[] = [];
      const stop = test.cluster.watch(type, query, (event: StreamEvent) =>
        events.push(
          event.type === 'BOOKMARK'
            ? `BOOKMARK ${event.object.metadata.resourceVersion}`
            : `${event.type} ${event.object.metadata.name}`,
        ),
      );
      const settled = async (count: number) => {
        await eventually(
          `${count} events, not ${events.join(', ')}`,
          () => events.length >= count,
        );
        return events;
      };
      return { settled, stop };
    }

    it('begins with what there is', async () => {
      await test.client.create(widget('a'));
      const { settled } = record();
      await test.client.patch(widgetRef('a'), { spec: { size: 2 } });
      await test.client.delete(widgetRef('a'));
      expect(await settled(3)).toEqual(['ADDED a', 'MODIFIED a', 'DELETED a']);
    });

    it('resumes after a resourceVersion', async () => {
      const { metadata } = await test.client.create(widget('a'));
      await test.client.create(widget('b'));
      await test.client.delete(widgetRef('a'));
      const { settled } = record({ resourceVersion: metadata.resourceVersion });
      expect(await settled(2)).toEqual(['ADDED b', 'DELETED a']);
    });

    it('tells when an object begins and ceases to match', async () => {
      await test.client.create(widget('a'));
      const { settled } = record({ labelSelector: 'on=yes' });
      await test.client.patch(widgetRef('a'), {
        metadata: { labels: { on: 'yes' } },
      });
      await test.client.patch(widgetRef('a'), { spec: { size: 2 } });
      await test.client.patch(widgetRef('a'), {
        metadata: { labels: { on: 'no' } },
      });
      await test.client.patch(widgetRef('a'), { spec: { size: 3 } });
      await test.client.create(
        widget('b', { size: 1 }, { labels: { on: 'yes' } }),
      );
      expect(await settled(4)).toEqual([
        'ADDED a',
        'MODIFIED a',
        'DELETED a',
        'ADDED b',
      ]);
    });

    it('marks the end of the initial events with a bookmark', async () => {
      await test.client.create(widget('a'));
      const version = test.cluster.currentResourceVersion();
      const { settled } = record({
        sendInitialEvents: true,
        allowBookmarks: true,
      });
      expect(await settled(2)).toEqual(['ADDED a', `BOOKMARK ${version}`]);
    });

    it('sends bookmarks from time to time', async () => {
      jest.useFakeTimers({ doNotFake: ['setImmediate', 'setTimeout'] });
      try {
        const version = test.cluster.currentResourceVersion();
        const { settled, stop } = record({
          resourceVersion: version,
          allowBookmarks: true,
        });
        jest.advanceTimersByTime(61_000);
        expect(await settled(1)).toEqual([`BOOKMARK ${version}`]);
        stop();
      } finally {
        jest.useRealTimers();
      }
    });

    it('cannot begin at a version that is forgotten, or that was never there', async () => {
      await test.client.create(widget('a'));
      for (let size = 2; size < 110; size += 1)
        await test.client.patch(widgetRef('a'), { spec: { size } });
      for (const resourceVersion of ['1', '999999']) {
        expect(() => record({ resourceVersion })).toThrow(
          expect.objectContaining({
            code: 410,
            reason: 'Expired',
            message: expect.stringContaining('too old resource version'),
          }),
        );
      }
    });

    it('sends nothing after it was stopped', async () => {
      const { settled, stop } = record();
      await test.client.create(widget('a'));
      const events = await settled(1);
      stop();
      await test.client.create(widget('b'));
      await test.client.delete(widgetRef('b'));
      await new Promise(resolve => setImmediate(resolve));
      expect(events).toEqual(['ADDED a']);
    });

    it('by a client is fine with a kind that comes later, goes and comes again', async () => {
      const late = { apiVersion: 'late.dev/v1', kind: 'Widget' };
      const events: string[] = [];
      test.client.watch(late, (event: WatchEvent) =>
        events.push(`${event.type} ${event.object.metadata.name}`),
      );
      const { spec, ...rest } = widgetDefinition();
      const definition = {
        ...rest,
        metadata: { name: 'widgets.late.dev' },
        spec: { ...Object(spec), group: 'late.dev' },
      };
      await test.client.create(definition);
      await test.client.create({ ...widget('a'), ...late });
      await eventually('the first event', () => events.length === 1);
      await test.client.delete({
        apiVersion: definition.apiVersion,
        kind: definition.kind,
        name: 'widgets.late.dev',
      });
      await eventually('the kind is gone', () => !test.client.serves(late));
      await test.client.create(definition);
      await test.client.create({ ...widget('b'), ...late });
      await eventually('the last event', () => events.includes('ADDED b'));
      expect(events).toEqual(['ADDED a', 'DELETED a', 'ADDED b']);
    });
  });
});
