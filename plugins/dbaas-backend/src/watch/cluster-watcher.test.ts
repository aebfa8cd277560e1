import { mockServices } from '@backstage/backend-test-utils';
import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { setTimeout as delay } from 'node:timers/promises';
import { ClusterConnection } from '../clusters/cluster-connection';
import { resourcePath, type ApiResource } from '../clusters/discovery';
import { createKubeConfig } from '../clusters/kube';
import { Inventory } from '../inventory/inventory';
import { eventually } from '../__testUtils__/eventually';
import {
  answer,
  answerStatus,
  groupDiscoveryList,
} from '../__testUtils__/scripted-answers';
import { ScriptedApiServer } from '../__testUtils__/scripted-api-server';
import { ClusterWatcher } from './cluster-watcher';
import type { ReflectorTimes } from './reflector';
import type { WatchedKind } from './watched-kind';

const claims: ApiResource = {
  group: 'dbaas.dev',
  version: 'v1alpha1',
  kind: 'ManagedDatabase',
  plural: 'manageddatabases',
  namespaced: true,
};
const secrets: ApiResource = {
  group: '',
  version: 'v1',
  kind: 'Secret',
  plural: 'secrets',
  namespaced: true,
};
const kinds: WatchedKind[] = [
  { group: 'dbaas.dev', kind: 'ManagedDatabase' },
  {
    group: '',
    kind: 'Secret',
    metadataOnly: true,
    labelSelector: 'dbaas.dev/database',
  },
];

const fast: Partial<ReflectorTimes> = {
  retry: { first: 20, longest: 100, resetAfter: 1_000 },
  slowRetry: { first: 300, longest: 600, resetAfter: 1_000 },
  shortest: 50,
};

function claim(name: string, spec: object = {}): KubernetesObject {
  return {
    apiVersion: 'dbaas.dev/v1alpha1',
    kind: 'ManagedDatabase',
    metadata: { name, namespace: 'team-orders', uid: `uid-${name}` },
    spec,
  };
}

describe('ClusterWatcher', () => {
  let server: ScriptedApiServer;
  let inventory: Inventory;
  let watcher: ClusterWatcher;

  // The first import of the client library takes long on a busy machine.
  beforeAll(
    () =>
      createKubeConfig({ name: '', url: '', authentication: { type: 'none' } }),
    60_000,
  );
  beforeEach(async () => {
    server = await ScriptedApiServer.start();
    server.serve(claims, secrets);
    inventory = new Inventory({ coalesce: 5 });
  });
  afterEach(async () => {
    await watcher.stop();
    inventory.close();
    await server.stop();
  });

  function watch(times: Partial<ReflectorTimes> = {}) {
    const connection = new ClusterConnection({
      name: 'platform',
      url: server.url,
      authentication: { type: 'token', getToken: async () => 'a-token' },
    });
    watcher = new ClusterWatcher({
      connection,
      selection: {
        watched: ({ group, kind }) =>
          kinds.find(one => one.group === group && one.kind === kind),
        inGroup: group => kinds.some(one => one.group === group),
      },
      inventory,
      logger: mockServices.logger.mock(),
      times: {
        discovery: { first: 50, longest: 200, answer: 2_000 },
        reflector: { ...fast, ...times },
      },
    });
    watcher.start(() => {});
  }

  const names = () =>
    [...inventory.ofKind(claims)]
      .map(({ object }) => object.metadata.name)
      .sort();
  const watchesOf = (resource: ApiResource) =>
    server.requestsFor(resourcePath(resource), true);
  const listsOf = (resource: ApiResource) =>
    server.requestsFor(resourcePath(resource), false);

  it('lists in pages of 500, then follows additions, changes and deletions', async () => {
    for (let i = 0; i < 1_001; i++) server.put(claim(`db-${i}`));
    watch();
    await eventually(() => expect(names()).toHaveLength(1_001));
    expect(
      listsOf(claims).map(({ url }) => url.searchParams.get('continue')),
    ).toEqual([null, '500', '1000']);

    await eventually(() => expect(server.openWatches).toBe(2));
    server.put(claim('late'));
    server.put(claim('db-0', { plan: 'large' }));
    server.delete(claim('db-1'));
    await eventually(() => {
      expect(names()).toContain('late');
      expect(names()).not.toContain('db-1');
      expect(
        inventory.get({
          cluster: 'platform',
          ...claims,
          namespace: 'team-orders',
          name: 'db-0',
        })?.object.spec,
      ).toEqual({ plan: 'large' });
    });
  });

  it('sends the token, asks for bookmarks and a bounded watch', async () => {
    watch();
    await eventually(() => expect(watchesOf(claims)).toHaveLength(1));
    const [{ url, authorization }] = watchesOf(claims);
    expect(authorization).toBe('Bearer a-token');
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      allowWatchBookmarks: 'true',
      resourceVersion: '100',
      timeoutSeconds: '290',
    });
  });

  it('resumes after a reset from the last resource version, without listing again', async () => {
    watch();
    await eventually(() => expect(server.openWatches).toBe(2));
    const stored = server.put(claim('first'));
    await eventually(() => expect(names()).toEqual(['first']));
    server.resetWatches();
    server.put(claim('missed'));
    await eventually(() => expect(names()).toEqual(['first', 'missed']));
    expect(listsOf(claims)).toHaveLength(1);
    expect(watchesOf(claims)[1].url.searchParams.get('resourceVersion')).toBe(
      stored.metadata.resourceVersion,
    );
  });

  it('resumes from a bookmark', async () => {
    watch();
    await eventually(() => expect(server.openWatches).toBe(2));
    server.writeToWatches(
      `${JSON.stringify({
        type: 'BOOKMARK',
        object: { metadata: { resourceVersion: '4711' } },
      })}\n`,
    );
    await delay(50);
    server.resetWatches();
    await eventually(() => expect(watchesOf(claims)).toHaveLength(2));
    expect(watchesOf(claims)[1].url.searchParams.get('resourceVersion')).toBe(
      '4711',
    );
  });

  it.each([
    [
      'as an HTTP status',
      (response: Parameters<typeof answerStatus>[0]) =>
        answerStatus(response, 410, 'Expired'),
    ],
    [
      'as an ERROR event',
      (response: Parameters<typeof answerStatus>[0]) => {
        response.writeHead(200);
        response.end(
          `${JSON.stringify({
            type: 'ERROR',
            object: { kind: 'Status', code: 410, reason: 'Expired' },
          })}\n`,
        );
      },
    ],
  ])(
    'lists again after 410 %s, and forgets what was deleted meanwhile',
    async (_how, expire) => {
      server.put(claim('gone'));
      watch();
      await eventually(() => expect(server.openWatches).toBe(2));
      let expired = false;
      server.intercept(({ url }, response) => {
        if (expired || !url.searchParams.has('watch')) return false;
        expired = url.pathname === resourcePath(claims);
        if (expired) expire(response);
        return expired;
      });
      server.withdraw(claims);
      server.serve(claims);
      server.put(claim('new'));
      server.resetWatches();
      await eventually(() => expect(names()).toEqual(['new']));
      expect(listsOf(claims).length).toBeGreaterThan(1);
    },
  );

  it('does not run in circles when the server ends every watch at once', async () => {
    server.intercept(({ url }, response) => {
      if (!url.searchParams.has('watch')) return false;
      response.writeHead(200);
      response.end();
      return true;
    });
    watch();
    await delay(600);
    const watches = watchesOf(claims).length;
    expect(watches).toBeGreaterThan(2);
    expect(watches).toBeLessThan(20);
    // After five watches that told nothing it is worth to look again.
    expect(listsOf(claims).length).toBeLessThanOrEqual(
      1 + Math.floor(watches / 5),
    );
  });

  it('gives up a watch that says nothing', async () => {
    watch({ idle: 60 });
    await eventually(() => expect(watchesOf(claims).length).toBeGreaterThan(1));
    server.put(claim('after'));
    await eventually(() => expect(names()).toEqual(['after']));
  });

  it('survives a line that was cut off', async () => {
    watch();
    await eventually(() => expect(server.openWatches).toBe(2));
    server.writeToWatches('{"type":"ADDED","object":{"metadata":');
    server.resetWatches();
    server.put(claim('whole'));
    await eventually(() => expect(names()).toEqual(['whole']));
  });

  it('honours Retry-After', async () => {
    let refused = 0;
    server.intercept(({ url }, response) => {
      if (url.pathname !== resourcePath(claims) || refused > 0) return false;
      refused = Date.now();
      answerStatus(response, 429, 'TooManyRequests', { 'Retry-After': '1' });
      return true;
    });
    server.put(claim('patient'));
    watch();
    await eventually(() => expect(names()).toEqual(['patient']));
    expect(Date.now() - refused).toBeGreaterThanOrEqual(1_000);
  });

  it('reports a forbidden resource with verb and resource, and recovers when allowed', async () => {
    const allow = server.intercept(({ url }, response) => {
      if (url.pathname !== resourcePath(secrets)) return false;
      answerStatus(response, 403, 'Forbidden');
      return true;
    });
    watch();
    await eventually(() =>
      expect(watcher.status().unreadable).toEqual([
        expect.objectContaining({
          cluster: 'platform',
          verb: 'list',
          resource: 'secrets',
          problem: 'forbidden',
          message: 'scripted Forbidden',
        }),
      ]),
    );
    await delay(150);
    expect(listsOf(secrets)).toHaveLength(1);
    allow();
    await eventually(() => expect(watcher.status().unreadable).toEqual([]));
  });

  it('finds a kind that is installed later and drops one that is removed', async () => {
    server.withdraw(claims);
    watch();
    await eventually(() => expect(watcher.status().settled).toBe(true));
    expect(watcher.serves(kinds[0])).toBe(false);
    server.serve(claims);
    server.put(claim('later'));
    await eventually(() => expect(names()).toEqual(['later']));
    server.withdraw(claims);
    await eventually(() => expect(names()).toEqual([]));
  });

  it('does not give up a kind that one of several API servers does not know yet', async () => {
    server.put(claim('steady'));
    watch();
    await eventually(() => expect(names()).toEqual(['steady']));
    await eventually(() => expect(server.openWatches).toBe(2));
    let asked = 0;
    server.intercept(({ url }, response) => {
      // Every second answer comes from the server that does not know it.
      if (url.pathname !== '/apis' || asked++ % 2 === 0) return false;
      answer(response, 200, groupDiscoveryList([]));
      return true;
    });
    await eventually(() => expect(asked).toBeGreaterThan(4));
    expect(names()).toEqual(['steady']);
    expect(watchesOf(claims)).toHaveLength(1);
    expect(listsOf(claims)).toHaveLength(1);
  });

  it('does not take trouble with one kind for an outage of the cluster', async () => {
    server.intercept(({ url }, response) => {
      if (url.pathname !== resourcePath(claims)) return false;
      answerStatus(response, 500, 'InternalError');
      return true;
    });
    watch();
    await eventually(() =>
      expect(watcher.status()).toMatchObject({
        outageSince: undefined,
        unreadable: [
          {
            verb: 'list',
            resource: 'manageddatabases.dbaas.dev',
            problem: 'error',
          },
        ],
      }),
    );
  });

  it('watches a kind that turns out to be needed', async () => {
    const buckets = {
      ...claims,
      group: 's3.example.org',
      kind: 'Bucket',
      plural: 'buckets',
    };
    server.serve(buckets);
    server.put({
      apiVersion: 's3.example.org/v1alpha1',
      kind: 'Bucket',
      metadata: {
        name: 'backups',
        labels: { 'crossplane.io/composite': 'orders-db' },
      },
    });
    watch();
    await eventually(() => expect(watcher.status().settled).toBe(true));
    expect(listsOf(buckets)).toEqual([]);
    watcher.want({
      group: buckets.group,
      kind: 'Bucket',
      labelSelector: 'crossplane.io/composite',
    });
    await eventually(() =>
      expect([...inventory.ofKind(buckets)]).toHaveLength(1),
    );
    expect(listsOf(buckets)[0].url.searchParams.get('labelSelector')).toBe(
      'crossplane.io/composite',
    );
  });

  it('tells an outage once for the whole cluster and since when', async () => {
    watch();
    await eventually(() => expect(watcher.status().settled).toBe(true));
    expect(watcher.status().outageSince).toBeUndefined();
    await server.stop();
    await eventually(() =>
      expect(watcher.status().unreadable).toEqual([
        expect.objectContaining({ resource: '*', problem: 'unreachable' }),
      ]),
    );
    expect(watcher.status().outageSince).toBeLessThanOrEqual(Date.now());
    server = await ScriptedApiServer.start();
  });

  it('asks for metadata of Secrets only, and keeps no value that comes anyway', async () => {
    server.put({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: 'orders-db',
        namespace: 'orders',
        uid: 's1',
        labels: { 'dbaas.dev/database': 'team-orders.orders-db' },
        managedFields: [
          {
            manager: 'external-secrets',
            operation: 'Update',
            time: '2026-11-01T00:00:00Z',
            fieldsV1: {},
          },
        ],
      },
      data: { password: 'c2VjcmV0' },
    });
    watch();
    await eventually(() =>
      expect([...inventory.ofKind(secrets)]).toHaveLength(1),
    );
    expect(listsOf(secrets)[0].accept).toContain(
      'as=PartialObjectMetadataList',
    );
    const [{ object }] = inventory.ofKind(secrets);
    expect(object.data).toBeUndefined();
    expect(object.metadata.managedFields).toEqual([
      {
        manager: 'external-secrets',
        operation: 'Update',
        time: '2026-11-01T00:00:00Z',
      },
    ]);
  });

  it('stops cleanly: no request after stop, no open watch', async () => {
    watch();
    await eventually(() => expect(server.openWatches).toBe(2));
    await watcher.stop();
    await eventually(() => expect(server.openWatches).toBe(0));
    const before = server.requests.length;
    await delay(200);
    expect(server.requests).toHaveLength(before);
  });
});
