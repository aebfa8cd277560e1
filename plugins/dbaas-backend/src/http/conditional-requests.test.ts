import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import request from 'supertest';
import { parse } from 'yaml';
import { eventually } from '../__testUtils__/eventually';
import {
  startTestPlatform,
  warmUp,
  type TestPlatform,
} from '../__testUtils__/test-platform';

const SERVICE: Record<string, string> = {
  cluster: 'platform',
  namespace: 'team-orders',
  name: 'orders-db',
};
const ENTITY: Record<string, string> = {
  namespace: 'default',
  kind: 'component',
  name: 'orders-api',
};
const CLAIM = {
  ...SERVICE,
  apiVersion: 'dbaas.dev/v1alpha1',
  kind: 'ManagedDatabase',
};

const { paths } = parse(
  readFileSync(resolve(__dirname, '../schema/openapi.yaml'), 'utf8'),
);
const GET_ROUTES = Object.entries<object>(paths)
  .filter(([, methods]) => 'get' in methods)
  .map(([path]) => path);

beforeAll(warmUp, 60_000);

describe('a caller that holds the answer already', () => {
  let test: TestPlatform;
  beforeAll(async () => {
    test = await startTestPlatform();
  });
  afterAll(() => test.stop());

  const get = (path: string) => {
    const values = path.includes('by-entity') ? ENTITY : SERVICE;
    const filled = path.replace(/\{(\w+)\}/g, (_match, name) => values[name]);
    return request(test.server)
      .get(`/api/dbaas${filled}`)
      .query(path.endsWith('/manifest') ? CLAIM : {});
  };

  it.each(GET_ROUTES)('gets 304 from %s', async path => {
    // The clusters tell when they were last heard of, which may change in between.
    await eventually(async () => {
      const first = await get(path);
      expect(first.status).toBe(200);
      const again = await get(path).set('If-None-Match', first.headers.etag);
      expect([again.status, again.text]).toEqual([304, '']);
    }, 5_000);
  });

  it.each(GET_ROUTES.filter(path => path !== '/health'))(
    'keeps the answer of %s for itself, and asks each time',
    async path => {
      const { headers } = await get(path);
      expect(headers['cache-control']).toBe('private, no-cache');
    },
  );
});
