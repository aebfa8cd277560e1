import { TestServer } from '../testing/test-server';

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';

describe('bad requests', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await TestServer.start();
  });

  afterAll(() => server.close());

  const configMap = (name: string, data: object = {}) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name },
    data,
  });

  it.each([
    ['a selector', `${CONFIG_MAPS}?labelSelector=%21%21`, {}, 400],
    ['a field selector', `${CONFIG_MAPS}?fieldSelector=data.a%3Db`, {}, 400],
    ['a limit', `${CONFIG_MAPS}?limit=many`, {}, 400],
    ['JSON', CONFIG_MAPS, { body: '{' }, 400],
    ['a list as object', CONFIG_MAPS, { body: [] }, 400],
    [
      'a media type',
      CONFIG_MAPS,
      { body: 'a', headers: { 'content-type': 'text/plain' } },
      415,
    ],
    ['Accept', CONFIG_MAPS, { headers: { accept: 'text/html' } }, 406],
    ['a method', CONFIG_MAPS, { method: 'PUT', body: {} }, 405],
    ['a namespace', '/api/v1/configmaps', { body: configMap('a') }, 405],
    ['a dry run', `${CONFIG_MAPS}?dryRun=Some`, { body: configMap('a') }, 422],
    [
      'a validation',
      `${CONFIG_MAPS}?fieldValidation=Lax`,
      { body: configMap('a') },
      422,
    ],
    [
      'a propagation policy',
      `${CONFIG_MAPS}/a?propagationPolicy=Never`,
      { method: 'DELETE' },
      422,
    ],
    [
      'a body of 4 MB',
      CONFIG_MAPS,
      { body: configMap('a', { a: 'x'.repeat(4_000_000) }) },
      413,
    ],
  ])('says that %s is wrong', async (_, path, request, status) => {
    expect(await server.send(path, request)).toMatchObject({
      status,
      body: { kind: 'Status', code: status, message: expect.any(String) },
    });
  });
});
