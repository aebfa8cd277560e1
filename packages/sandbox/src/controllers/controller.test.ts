import { eventually, TestCluster } from '../kubernetes/testing/test-cluster';
import { silentLog } from '../log';
import {
  Controller,
  keyOf,
  startController,
  type ReconcileKey,
} from './controller';

const CONFIG_MAP = { apiVersion: 'v1', kind: 'ConfigMap' } as const;
const SECRET = { apiVersion: 'v1', kind: 'Secret' } as const;
const WIDGET = { apiVersion: 'example.org/v1', kind: 'Widget' } as const;

const widgetDefinition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.example.org' },
  spec: {
    group: 'example.org',
    scope: 'Namespaced',
    names: { kind: 'Widget', plural: 'widgets' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object' } },
      },
    ],
  },
};

describe('Controller', () => {
  let test: TestCluster;
  const stops: (() => Promise<void>)[] = [];

  beforeEach(async () => {
    test = await TestCluster.open();
  });

  afterEach(async () => {
    await Promise.all(stops.splice(0).map(stop => stop()));
    await test.close();
  });

  const named = (
    kind: { apiVersion: string; kind: string },
    name: string,
    more: object = {},
  ) => ({
    ...kind,
    metadata: { name, namespace: 'default', ...more },
  });

  it('reconciles what there is, what comes and what goes', async () => {
    await test.client.create(named(CONFIG_MAP, 'before'));
    const seen: string[] = [];
    stops.push(
      startController({
        name: 'test',
        client: test.client,
        log: silentLog,
        for: CONFIG_MAP,
        reconcile: async ({ namespace, name }, object) => {
          seen.push(`${namespace}/${name} ${object ? 'is' : 'is not'}`);
        },
      }),
    );
    await eventually('the first', () => seen.includes('default/before is'));
    await test.client.create(named(CONFIG_MAP, 'after'));
    await eventually('the second', () => seen.includes('default/after is'));
    await test.client.delete({
      ...CONFIG_MAP,
      namespace: 'default',
      name: 'before',
    });
    await eventually('its end', () => seen.includes('default/before is not'));
  });

  it('reconciles because of other objects, also those it watches later', async () => {
    const seen: ReconcileKey[] = [];
    const controller = new Controller({
      name: 'test',
      client: test.client,
      log: silentLog,
      for: CONFIG_MAP,
      watches: [
        {
          client: test.client,
          kind: SECRET,
          map: () => [{ namespace: 'default', name: 'by-secret' }],
        },
      ],
      reconcile: async key => void seen.push(key),
    });
    stops.push(() => controller.stop());
    await test.client.create(named(SECRET, 'any'));
    await eventually('the watch', () =>
      seen.some(({ name }) => name === 'by-secret'),
    );
    controller.watch({
      client: test.client,
      kind: WIDGET,
      map: object => [keyOf(object)],
    });
    await test.client.create(widgetDefinition);
    await test.client.create(named(WIDGET, 'by-widget'));
    await eventually('the later watch', () =>
      seen.some(({ name }) => name === 'by-widget'),
    );
  });

  it('leaves out changes that do not matter', async () => {
    let calls = 0;
    stops.push(
      startController({
        name: 'test',
        client: test.client,
        log: silentLog,
        for: CONFIG_MAP,
        predicate: ({ object }) => object.metadata.labels?.ignore === undefined,
        reconcile: async () => void (calls += 1),
      }),
    );
    await test.client.create(
      named(CONFIG_MAP, 'ignored', { labels: { ignore: 'yes' } }),
    );
    await test.client.create(named(CONFIG_MAP, 'seen'));
    await eventually('a call', () => calls > 0);
    expect(calls).toBe(1);
  });

  it('takes objects for gone when their kind is', async () => {
    await test.client.create(widgetDefinition);
    await test.client.create(named(WIDGET, 'a'));
    const seen: boolean[] = [];
    const controller = new Controller({
      name: 'test',
      client: test.client,
      log: silentLog,
      for: WIDGET,
      reconcile: async (_key, object) => void seen.push(object !== undefined),
    });
    stops.push(() => controller.stop());
    await eventually('it is there', () => seen.includes(true));
    await test.client.delete({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      name: 'widgets.example.org',
    });
    await eventually('the kind is gone', () => !test.client.serves(WIDGET));
    controller.enqueue({ namespace: 'default', name: 'a' });
    await eventually('it is gone', () => seen.includes(false));
  });
});
