import { eventually } from '../../testing/test-cluster';
import {
  DEFINITION,
  widget,
  widgetDefinition,
  widgetRef,
} from '../../testing/widgets';
import { TestServer } from '../testing/test-server';

const WIDGETS = '/apis/example.dev/v1/namespaces/default/widgets';
const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io';
const MORE_CHANGES_THAN_REMEMBERED = 110;

describe('watch', () => {
  let server: TestServer;

  beforeEach(async () => {
    server = await TestServer.start();
    await server.cluster.client.create(widgetDefinition());
  });

  afterEach(() => server.close());

  it('streams what happens after a version', async () => {
    const list = await server.send(WIDGETS);
    const { resourceVersion } = Object(list.body).metadata;
    const watch = await server.watch(
      `${WIDGETS}?watch=true&resourceVersion=${resourceVersion}`,
    );
    const { client } = server.cluster;
    await client.create(widget('a'));
    await client.patch(widgetRef('a'), { spec: { size: 2 } });
    await client.delete(widgetRef('a'));
    expect(await watch.events(3)).toMatchObject([
      { type: 'ADDED', object: { kind: 'Widget', spec: { size: 1 } } },
      { type: 'MODIFIED', object: { spec: { size: 2 } } },
      { type: 'DELETED', object: { metadata: { name: 'a' } } },
    ]);
  });

  it('sends tables to kubectl, with columns only once', async () => {
    await server.cluster.client.create(widget('a'));
    await server.cluster.client.create(widget('b'));
    const watch = await server.watch(`${WIDGETS}?watch=true`, TABLE);
    expect(await watch.events(2)).toMatchObject([
      {
        object: {
          kind: 'Table',
          columnDefinitions: [{ name: 'Name' }, { name: 'Age' }],
          rows: [{ cells: ['a', expect.any(String)] }],
        },
      },
      {
        object: {
          columnDefinitions: [],
          rows: [{ cells: ['b', expect.any(String)] }],
        },
      },
    ]);
  });

  it('watches one object', async () => {
    const watch = await server.watch(`${WIDGETS}/b?watch=true`);
    await server.cluster.client.create(widget('a'));
    await server.cluster.client.create(widget('b'));
    expect(await watch.events(1)).toMatchObject([
      { object: { metadata: { name: 'b' } } },
    ]);
  });

  it('ends the initial state with a bookmark when asked', async () => {
    await server.cluster.client.create(widget('a'));
    const watch = await server.watch(
      `${WIDGETS}?watch=true&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan`,
    );
    expect(await watch.events(2)).toMatchObject([
      { type: 'ADDED' },
      {
        type: 'BOOKMARK',
        object: {
          metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } },
        },
      },
    ]);
  });

  it('ends after the time that the client names', async () => {
    const watch = await server.watch(`${WIDGETS}?watch=true&timeoutSeconds=1`);
    expect(await watch.events()).toEqual([]);
  });

  it('tells with an event that a version is too old', async () => {
    const { client } = server.cluster;
    for (let size = 1; size <= MORE_CHANGES_THAN_REMEMBERED; size++)
      await client.apply(widget('a', { size }), { fieldManager: 'test' });
    const watch = await server.watch(`${WIDGETS}?watch=true&resourceVersion=1`);
    expect(await watch.events()).toMatchObject([
      {
        type: 'ERROR',
        object: { kind: 'Status', code: 410, reason: 'Expired' },
      },
    ]);
  });

  it('ends in the cluster when the client goes away', async () => {
    const { cluster } = server.cluster;
    const open = cluster.watch.bind(cluster);
    const stopped = jest.fn();
    jest.spyOn(cluster, 'watch').mockImplementationOnce((...args) => {
      const stop = open(...args);
      return () => {
        stopped();
        stop();
      };
    });
    const watch = await server.watch(`${WIDGETS}?watch=true`);
    watch.close();
    await eventually('the end', () => stopped.mock.calls.length === 1);
  });

  it('refuses a bad selector at once', async () => {
    expect(
      await server.send(`${WIDGETS}?watch=true&labelSelector=%21%21`),
    ).toMatchObject({ status: 400 });
  });

  it('ends when the kind is gone', async () => {
    const watch = await server.watch(`${WIDGETS}?watch=true`);
    await server.cluster.client.delete({
      ...DEFINITION,
      name: 'widgets.example.dev',
    });
    expect(await watch.events()).toEqual([]);
  });
});
