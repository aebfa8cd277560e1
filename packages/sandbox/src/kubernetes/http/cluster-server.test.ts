import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import { widgetDefinition } from '../testing/widgets';
import { TestServer } from './testing/test-server';

const WIDGETS = '/apis/example.dev/v1/namespaces/default/widgets';

describe('cluster server', () => {
  let server: TestServer;

  beforeEach(async () => {
    server = await TestServer.start();
    await server.cluster.client.create(widgetDefinition());
  });

  afterEach(() => server.close());

  it('ends open watches when it stops', async () => {
    const watch = await server.watch(`${WIDGETS}?watch=true`);
    await server.stopServing();
    expect(await watch.events()).toEqual([]);
    await expect(server.send('/readyz')).rejects.toThrow('fetch failed');
  });

  it('answers HTTPS on the same port', async () => {
    const url = server.url.replace('http:', 'https:');
    const status = await new Promise(resolve =>
      httpsRequest(`${url}/readyz`, { rejectUnauthorized: false }, response =>
        resolve(response.statusCode),
      ).end(),
    );
    expect(status).toBe(200);
  });

  it('does not answer to names of other machines', async () => {
    const { port } = new URL(server.url);
    const answer = await new Promise<string>(resolve => {
      const socket = connect(Number(port), '127.0.0.1');
      socket.on('data', data => resolve(data.toString()));
      socket.end('GET /readyz HTTP/1.1\r\nhost: evil.example\r\n\r\n');
    });
    expect(answer).toContain('HTTP/1.1 403');
  });
});
