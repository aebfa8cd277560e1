import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DbaasClient } from './client';

/** Answers of a backend by path, over real HTTP. */
const ANSWERS: Record<string, [status: number, body: string]> = {
  '/api/dbaas/services?state=failed&state=slow&limit=5': [
    200,
    '{"items":[],"totalItems":0}',
  ],
  '/api/dbaas/services/by-entity/default/component/orders-api': [
    200,
    '{"items":[]}',
  ],
  '/api/dbaas/services/platform/team/a%2Fb': [
    404,
    '{"error":{"name":"NotFoundError","message":"none"}}',
  ],
  '/api/dbaas/services/platform/team/db/manifest?cluster=apps&apiVersion=v1&kind=Secret&namespace=orders&name=db':
    [
      200,
      JSON.stringify({
        resource: {
          cluster: 'apps',
          apiVersion: 'v1',
          kind: 'Secret',
          name: 'db',
        },
        manifest: { kind: 'Secret' },
        observedAt: '2026-11-25T10:00:00Z',
        stale: false,
      }),
    ],
  '/api/dbaas/services/platform/team/db/events?types=warning': [
    200,
    '{"items":[],"unreadable":[]}',
  ],
  '/api/dbaas/services/platform/team/db/connections': [200, '{"items":[]}'],
  '/api/dbaas/clusters': [
    403,
    '{"error":{"name":"NotAllowedError","message":"You are not allowed to see database services."}}',
  ],
  '/api/dbaas/services': [200, '{"items":"none"}'],
  '/api/dbaas/services/by-entity/default/component/proxy': [
    502,
    '<html>Bad gateway</html>',
  ],
};

const DATABASE = { cluster: 'platform', namespace: 'team', name: 'db' };
const REVEALED = {
  cluster: 'apps',
  namespace: 'orders',
  secretName: 'db',
  values: { password: 'a-password' },
  readAt: '2026-11-25T10:00:00Z',
};

describe('DbaasClient', () => {
  const posted: string[] = [];
  let server: Server;
  let client: DbaasClient;

  beforeAll(async () => {
    server = createServer((request, response) => {
      const { method, url = '' } = request;
      if (method === 'POST') {
        response.writeHead(200);
        request.on('data', chunk => posted.push(String(chunk)));
        request.on('end', () => response.end(JSON.stringify(REVEALED)));
        return;
      }
      const [status, body] = ANSWERS[url] ?? [500, `unexpected ${url}`];
      response.writeHead(status).end(body);
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    client = new DbaasClient({
      discoveryApi: {
        getBaseUrl: async plugin => `http://127.0.0.1:${port}/api/${plugin}`,
      },
      fetchApi: { fetch },
    });
  });

  afterAll(() => new Promise(resolve => server.close(resolve)));

  it('puts every value of a filter into the query', async () => {
    await expect(
      client.listServices({ state: ['failed', 'slow'], limit: 5 }),
    ).resolves.toEqual({ items: [], totalItems: 0 });
  });

  it('finds the database services of an entity by a short ref', async () => {
    await expect(client.getServicesByEntity('orders-api')).resolves.toEqual([]);
  });

  it('knows nothing of a database service that is not there', async () => {
    await expect(
      client.getService({
        cluster: 'platform',
        namespace: 'team',
        name: 'a/b',
      }),
    ).resolves.toBeUndefined();
  });

  it('asks for the parts of a database service', async () => {
    await expect(
      client.getManifest(DATABASE, {
        cluster: 'apps',
        apiVersion: 'v1',
        kind: 'Secret',
        namespace: 'orders',
        name: 'db',
      }),
    ).resolves.toMatchObject({ manifest: { kind: 'Secret' } });
    await expect(client.getEvents(DATABASE)).resolves.toEqual({
      items: [],
      unreadable: [],
    });
    await expect(client.getConnections(DATABASE)).resolves.toEqual([]);
  });

  it('posts what is to be revealed and why', async () => {
    const request = {
      cluster: 'apps',
      namespace: 'orders',
      secretName: 'db',
      reason: 'Incident 4711',
    };
    await expect(client.revealCredential(DATABASE, request)).resolves.toEqual(
      REVEALED,
    );
    expect(posted.join('')).toBe(JSON.stringify(request));
  });

  it('says what the backend says when it refuses', async () => {
    await expect(client.listClusters()).rejects.toMatchObject({
      name: 'DbaasRequestError',
      status: 403,
      reason: 'NotAllowedError',
      message: 'You are not allowed to see database services.',
    });
  });

  it('says which answer it could not get from something in between', async () => {
    await expect(client.getServicesByEntity('proxy')).rejects.toMatchObject({
      status: 502,
      message: 'The dbaas backend answered 502 Bad Gateway',
    });
  });

  it('does not pass on an answer of another form', async () => {
    await expect(client.listServices()).rejects.toThrow(
      /in a form that this version does not know/,
    );
  });
});
