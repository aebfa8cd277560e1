import {
  ADD,
  ApiException,
  CoreV1Api,
  CustomObjectsApi,
  DELETE,
  KubeConfig,
  KubernetesObjectApi,
  makeInformer,
  UPDATE,
  type Informer,
  type KubernetesListObject,
  type KubernetesObject,
} from '@kubernetes/client-node';
import { eventually } from '../testing/test-cluster';
import { widget, widgetDefinition, widgetRef } from '../testing/widgets';
import { kubeconfig } from './kubeconfig';
import { ADMIN_TOKEN, READER_TOKEN, TestServer } from './testing/test-server';

const WIDGETS = '/apis/example.dev/v1/namespaces/default/widgets';
const WIDGET_PARAMETERS = {
  group: 'example.dev',
  version: 'v1',
  namespace: 'default',
  plural: 'widgets',
};

/** What Backstage and its plugins use: the official client for Node. */
describe('@kubernetes/client-node', () => {
  let server: TestServer;
  let config: KubeConfig;
  const informers: Informer<KubernetesObject>[] = [];

  beforeEach(async () => {
    server = await TestServer.start();
    await server.cluster.client.create(widgetDefinition());
    config = configFor(ADMIN_TOKEN);
  });

  afterEach(async () => {
    await Promise.all(informers.splice(0).map(informer => informer.stop()));
    await server.close();
  });

  function configFor(token: string): KubeConfig {
    const result = new KubeConfig();
    result.loadFromString(
      JSON.stringify(kubeconfig([{ name: 'a', server: server.url, token }])),
    );
    return result;
  }

  /** An informer on widgets that is started again when its connection ends, as is usual. */
  async function inform(): Promise<{ seen: string[]; restarts: () => number }> {
    const api = config.makeApiClient(CustomObjectsApi);
    const seen: string[] = [];
    let restarts = 0;
    const informer = makeInformer(
      config,
      WIDGETS,
      (): Promise<KubernetesListObject<KubernetesObject>> =>
        api.listNamespacedCustomObject(WIDGET_PARAMETERS),
    );
    for (const event of [ADD, UPDATE, DELETE] as const)
      informer.on(event, object =>
        seen.push(`${event} ${object.metadata?.name}`),
      );
    informer.on('error', () => {
      restarts++;
      setTimeout(() => informer.start().catch(() => {}), 50).unref();
    });
    informers.push(informer);
    await informer.start();
    return { seen, restarts: () => restarts };
  }

  it('informs of what there is and of every change', async () => {
    const { client } = server.cluster;
    await client.create(widget('a'));
    const { seen } = await inform();
    await client.create(widget('b'));
    await client.patch(widgetRef('a'), { spec: { size: 2 } });
    await client.delete(widgetRef('b'));
    await eventually('four events', () => seen.length >= 4);
    expect(seen).toEqual(['add a', 'add b', 'update a', 'delete b']);
  });

  it('lists and watches again after it fell behind', async () => {
    const { client } = server.cluster;
    const { seen, restarts } = await inform();
    await client.create(widget('a'));
    await eventually('the first event', () => seen.length === 1);
    await server.restartServing(async () => {
      for (let size = 2; size < 120; size++)
        await client.patch(widgetRef('a'), { spec: { size } });
      await client.create(widget('b'));
    });
    await eventually('what happened meanwhile', () => seen.includes('add b'));
    expect(restarts()).toBeGreaterThan(0);
    await client.create(widget('c'));
    await eventually('what happens now', () => seen.includes('add c'));
  });

  it('creates, reads, replaces and deletes any kind', async () => {
    const api = KubernetesObjectApi.makeApiClient(config);
    const header = {
      apiVersion: 'example.dev/v1',
      kind: 'Widget',
      metadata: { name: 'a', namespace: 'default' },
    };
    const created = await api.create({ ...header, spec: { size: 1 } });
    expect(created).toMatchObject({ spec: { colour: 'red' } });
    await api.replace({ ...created, spec: { size: 2 } });
    expect(await api.read(header)).toMatchObject({ spec: { size: 2 } });
    await expect(api.replace(created)).rejects.toMatchObject({ code: 409 });
    expect(await api.list('example.dev/v1', 'Widget', 'default')).toMatchObject(
      { items: [{ metadata: { name: 'a' } }] },
    );
    await api.delete(header);
    await expect(api.read(header)).rejects.toMatchObject({ code: 404 });
  });

  it('reads built-in kinds with typed calls', async () => {
    const core = config.makeApiClient(CoreV1Api);
    await core.createNamespacedSecret({
      namespace: 'default',
      body: { metadata: { name: 'db' }, stringData: { user: 'orders' } },
    });
    const { items } = await core.listNamespacedSecret({ namespace: 'default' });
    expect(items).toMatchObject([
      {
        metadata: { name: 'db', creationTimestamp: expect.any(Date) },
        data: { user: Buffer.from('orders').toString('base64') },
      },
    ]);
  });

  it('gets a refusal with the body of an API server', async () => {
    const core = configFor(READER_TOKEN).makeApiClient(CoreV1Api);
    const refusal = await core
      .listSecretForAllNamespaces()
      .catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ApiException);
    expect(refusal).toMatchObject({
      code: 403,
      body: expect.stringContaining('cannot list resource \\"secrets\\"'),
    });
  });
});
