import { DEFINITION, widgetDefinition } from '../../testing/widgets';
import { TestServer } from '../testing/test-server';

describe('what the API says it serves', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await TestServer.start();
    await server.cluster.client.create(widgetDefinition());
  });

  afterAll(() => server.close());

  it('serves aggregated and plain discovery', async () => {
    const accept =
      'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';
    const aggregated = await server.send('/apis', { headers: { accept } });
    expect(aggregated.headers.get('content-type')).toBe(
      'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
    );
    expect(aggregated.body).toMatchObject({
      kind: 'APIGroupDiscoveryList',
      items: expect.arrayContaining([
        {
          metadata: { name: 'example.dev' },
          versions: [
            {
              version: 'v1',
              freshness: 'Current',
              resources: [
                {
                  resource: 'widgets',
                  responseKind: {
                    group: 'example.dev',
                    version: 'v1',
                    kind: 'Widget',
                  },
                  scope: 'Namespaced',
                  singularResource: 'widget',
                  shortNames: ['wi'],
                  verbs: expect.arrayContaining(['list', 'watch']),
                  subresources: [
                    expect.objectContaining({ subresource: 'status' }),
                  ],
                },
              ],
            },
          ],
        },
      ]),
    });
    const etag = aggregated.headers.get('etag') ?? '';
    expect(
      await server.send('/apis', {
        headers: { accept, 'if-none-match': etag },
      }),
    ).toMatchObject({ status: 304 });

    expect((await server.send('/api')).body).toMatchObject({
      kind: 'APIVersions',
      versions: ['v1'],
    });
    expect((await server.send('/apis/example.dev')).body).toMatchObject({
      kind: 'APIGroup',
      preferredVersion: { groupVersion: 'example.dev/v1' },
    });
    expect((await server.send('/apis/example.dev/v1')).body).toMatchObject({
      kind: 'APIResourceList',
      resources: [
        { name: 'widgets', namespaced: true },
        { name: 'widgets/status', verbs: ['get', 'patch', 'update'] },
      ],
    });
  });

  it('describes kinds in OpenAPI v3 and changes the address with the content', async () => {
    const address = async () => {
      const { body } = await server.send('/openapi/v3');
      return Object(body).paths['apis/example.dev/v1'].serverRelativeURL;
    };
    const first = await address();
    const { body, headers } = await server.send(first);
    expect(headers.get('etag')).toBe(`"${first.split('hash=')[1]}"`);
    const { paths, components } = Object(body);
    expect(
      paths['/apis/example.dev/v1/namespaces/{namespace}/widgets/{name}'].patch,
    ).toMatchObject({
      parameters: expect.arrayContaining([
        expect.objectContaining({ name: 'fieldValidation', in: 'query' }),
      ]),
      'x-kubernetes-group-version-kind': {
        group: 'example.dev',
        version: 'v1',
        kind: 'Widget',
      },
    });
    expect(components.schemas['dev.example.v1.Widget']).toMatchObject({
      properties: {
        spec: { properties: { size: { type: 'integer', minimum: 1 } } },
      },
      'x-kubernetes-group-version-kind': [
        { group: 'example.dev', version: 'v1', kind: 'Widget' },
      ],
    });
    await server.cluster.client.update({
      ...(await server.cluster.client.get({
        ...DEFINITION,
        name: 'widgets.example.dev',
      })),
      ...widgetDefinition({ type: 'object', properties: {} }),
    });
    expect(await address()).not.toBe(first);
  });

  it.each([
    '/foo',
    '/openapi/v2',
    '/apis/example.dev/v2',
    '/apis/example.dev/v1/gadgets',
    '/apis/example.dev/v1/widgets/a',
    '/api/v1/namespaces/default/namespaces',
    '/api/v1/namespaces/default/pods/a/log',
  ])('does not know %s', async path => {
    expect(await server.send(path)).toMatchObject({
      status: 404,
      body: '404 page not found\n',
    });
  });
});
