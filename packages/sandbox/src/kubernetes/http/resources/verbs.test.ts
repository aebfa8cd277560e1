import { widget, widgetDefinition } from '../../testing/widgets';
import { TestServer } from '../testing/test-server';

const WIDGETS = '/apis/example.dev/v1/namespaces/default/widgets';
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';

describe('verbs of a resource', () => {
  let server: TestServer;

  beforeEach(async () => {
    server = await TestServer.start();
    await server.cluster.client.create(widgetDefinition());
  });

  afterEach(() => server.close());

  const configMap = (name: string, data: object = {}) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name },
    data,
  });

  it('creates, reads, replaces, patches and deletes', async () => {
    const created = await server.send(WIDGETS, { body: widget('a') });
    expect(created).toMatchObject({
      status: 201,
      body: { spec: { size: 1, colour: 'red' } },
    });
    const one = `${WIDGETS}/a`;
    expect(await server.send(one)).toMatchObject({ status: 200 });
    expect(
      await server.send(one, {
        method: 'PUT',
        body: { ...Object(created.body), spec: { size: 2 } },
      }),
    ).toMatchObject({ status: 200, body: { metadata: { generation: 2 } } });
    expect(
      await server.send(one, { method: 'PUT', body: created.body }),
    ).toMatchObject({ status: 409, body: { reason: 'Conflict' } });
    expect(
      await server.send(`${one}/status`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/merge-patch+json' },
        body: { status: { ready: true }, spec: { size: 9 } },
      }),
    ).toMatchObject({ body: { spec: { size: 2 }, status: { ready: true } } });
    expect(
      await server.send(one, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json-patch+json' },
        body: [{ op: 'replace', path: '/spec/size', value: 3 }],
      }),
    ).toMatchObject({ body: { spec: { size: 3 } } });
    expect(await server.send(one, { method: 'DELETE' })).toMatchObject({
      status: 200,
      body: {
        kind: 'Status',
        status: 'Success',
        details: { name: 'a', group: 'example.dev', kind: 'widgets' },
      },
    });
    expect(await server.send(one)).toMatchObject({
      status: 404,
      body: {
        reason: 'NotFound',
        message: 'widgets.example.dev "a" not found',
      },
    });
  });

  it('applies YAML and reports conflicts of field managers', async () => {
    const apply = (size: number, query: string) =>
      server.send(`${WIDGETS}/a?${query}`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/apply-patch+yaml' },
        body: `apiVersion: example.dev/v1\nkind: Widget\nmetadata: {name: a}\nspec: {size: ${size}}\n`,
      });
    expect(await apply(1, '')).toMatchObject({
      status: 422,
      body: { message: expect.stringContaining('fieldManager: Required') },
    });
    expect(await apply(1, 'fieldManager=one')).toMatchObject({ status: 201 });
    expect(await apply(1, 'fieldManager=one')).toMatchObject({ status: 200 });
    expect(await apply(2, 'fieldManager=two')).toMatchObject({
      status: 409,
      body: { details: { causes: [{ reason: 'FieldManagerConflict' }] } },
    });
    expect(await apply(2, 'fieldManager=two&force=true')).toMatchObject({
      status: 200,
      body: { spec: { size: 2 } },
    });
  });

  it('warns of unknown fields, refuses them when asked, or is silent', async () => {
    const body = widget('a', { size: 1, siez: 2 });
    const warned = await server.send(`${WIDGETS}?dryRun=All`, { body });
    expect(warned.headers.get('warning')).toBe(
      '299 - "unknown field \\"spec.siez\\""',
    );
    expect(
      await server.send(`${WIDGETS}?fieldValidation=Strict`, { body }),
    ).toMatchObject({
      status: 400,
      body: { message: expect.stringContaining('unknown field "spec.siez"') },
    });
    const silent = await server.send(`${WIDGETS}?fieldValidation=Ignore`, {
      body,
    });
    expect(silent.status).toBe(201);
    expect(silent.headers.has('warning')).toBe(false);
  });

  it('stores nothing on a dry run', async () => {
    const path = `${CONFIG_MAPS}?dryRun=All`;
    expect(await server.send(path, { body: configMap('a') })).toMatchObject({
      status: 201,
    });
    expect(await server.send(`${CONFIG_MAPS}/a`)).toMatchObject({
      status: 404,
    });
  });

  it('gives a list in pieces', async () => {
    for (const name of ['a', 'b', 'c'])
      await server.send(CONFIG_MAPS, { body: configMap(name) });
    const first = await server.send(`${CONFIG_MAPS}?limit=2`);
    expect(first.body).toMatchObject({
      kind: 'ConfigMapList',
      metadata: { remainingItemCount: 1, continue: expect.any(String) },
      items: [{ metadata: { name: 'a' } }, { metadata: { name: 'b' } }],
    });
    const token = Object(first.body).metadata.continue;
    const second = await server.send(
      `${CONFIG_MAPS}?limit=2&continue=${encodeURIComponent(token)}`,
    );
    expect(second.body).toMatchObject({
      items: [{ metadata: { name: 'c' } }],
    });
    expect(Object(second.body).metadata).not.toHaveProperty('continue');
  });

  it('leaves the kind out of the items of built-in lists, as API servers do', async () => {
    await server.send(CONFIG_MAPS, { body: configMap('a') });
    await server.send(WIDGETS, { body: widget('a') });
    const firstItem = async (path: string) =>
      Object((await server.send(path)).body).items[0];
    expect(await firstItem(CONFIG_MAPS)).not.toHaveProperty('kind');
    expect(await firstItem(WIDGETS)).toHaveProperty('kind', 'Widget');
  });

  it('scales', async () => {
    const deployments = '/apis/apps/v1/namespaces/default/deployments';
    await server.send(deployments, {
      body: {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'web' },
        spec: { replicas: 1, selector: {}, template: {} },
      },
    });
    const scale = `${deployments}/web/scale`;
    const current = await server.send(scale);
    expect(current.body).toMatchObject({
      kind: 'Scale',
      spec: { replicas: 1 },
    });
    expect(
      await server.send(scale, {
        method: 'PUT',
        body: { ...Object(current.body), spec: { replicas: 3 } },
      }),
    ).toMatchObject({ status: 200, body: { spec: { replicas: 3 } } });
    expect(await server.send(`${deployments}/web`)).toMatchObject({
      body: { spec: { replicas: 3 } },
    });
  });
});
