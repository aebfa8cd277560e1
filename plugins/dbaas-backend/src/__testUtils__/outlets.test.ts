import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import request from 'supertest';
import { Outlets } from './outlets';

const SECRET = 'pä$$ "w0rd"/one+two';

describe('Outlets', () => {
  it.each([
    ['as it is', SECRET],
    ['in a URL', `postgresql://me:${encodeURIComponent(SECRET)}@host`],
    ['in JSON', JSON.stringify({ password: SECRET })],
    ['in base64', Buffer.from(SECRET).toString('base64')],
    [
      'in base64 with something before it',
      Buffer.from(`a${SECRET}`).toString('base64'),
    ],
    [
      'in base64 within JSON',
      Buffer.from(`{"p":"xy${SECRET}"}`).toString('base64url'),
    ],
    ['in hexadecimal', Buffer.from(SECRET).toString('hex')],
    ['in the cause of an error', new Error('no', { cause: new Error(SECRET) })],
  ])('find a secret %s', (_how, output) => {
    const outlets = new Outlets();
    outlets.record('here', output);
    expect(outlets.leaksOf(SECRET)).toEqual(['here']);
  });

  it('find nothing where nothing is', () => {
    const outlets = new Outlets();
    outlets.record('here', 'password authentication failed');
    expect(outlets.leaksOf(SECRET)).toEqual([]);
  });

  it('keep the answers of a server, but for a reveal', async () => {
    const outlets = new Outlets();
    const server = createServer((_request, response) => {
      response.setHeader('cache-control', 'no-store');
      response.write(SECRET.slice(0, 3));
      response.end(SECRET.slice(3));
    });
    outlets.listenTo(server);
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await request(url).get('/services');
    await request(url).post('/services/a/b/c/credentials');
    await new Promise(resolve => server.close(resolve));
    expect(outlets.leaksOf(SECRET)).toEqual(['answer of GET /services']);
  });
});
