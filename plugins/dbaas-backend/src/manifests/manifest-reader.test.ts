import {
  resourceManifestSchema,
  type KubernetesObject,
} from '@backstage-dbaas/plugin-dbaas-common';
import request from 'supertest';
import { eventually } from '../__testUtils__/eventually';
import {
  claim,
  cnpgCluster,
  PLANTED_SECRET,
} from '../__testUtils__/orders-database';
import {
  startTestPlatform,
  warmUp,
  type TestPlatform,
} from '../__testUtils__/test-platform';

const SERVICE = '/api/dbaas/services/platform/team-orders/orders-db';
const SERVER = {
  cluster: 'platform',
  apiVersion: 'postgresql.cnpg.io/v1',
  kind: 'Cluster',
  namespace: 'team-orders',
  name: 'orders-db',
};
const SECRET = {
  cluster: 'apps',
  apiVersion: 'v1',
  kind: 'Secret',
  namespace: 'orders',
  name: 'orders-db',
};
/** Only Crossplane sees it: no watched kind of the cluster. */
const CARRIED = {
  cluster: 'apps',
  apiVersion: 'v1',
  kind: 'ConfigMap',
  namespace: 'orders',
  name: 'settings',
};

/** An Object that carries a ConfigMap, and says a password on the way. */
function carrier(): KubernetesObject {
  const manifest = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'settings', namespace: 'orders', uid: 'settings' },
    data: { url: `postgres://orders:${PLANTED_SECRET}@10.0.0.7/orders` },
  };
  const { metadata } = cnpgCluster();
  return {
    apiVersion: 'kubernetes.m.crossplane.io/v1alpha1',
    kind: 'Object',
    metadata: { ...metadata, name: 'settings', uid: 'carrier' },
    spec: {
      providerConfigRef: { kind: 'ClusterProviderConfig', name: 'apps' },
      forProvider: { manifest },
    },
    status: { atProvider: { manifest } },
  };
}

beforeAll(warmUp, 60_000);

describe('manifest of an object', () => {
  let test: TestPlatform;
  const get = (query: Record<string, string>, service = SERVICE) =>
    request(test.server).get(`${service}/manifest`).query(query);

  const ready = () =>
    eventually(async () => expect((await get(CARRIED)).status).toBe(200));

  beforeAll(async () => {
    test = await startTestPlatform();
    test.platform.put(carrier());
    test.platform.put(claim('audit-db', 'team-audit'));
    await ready();
  });
  afterAll(() => test.stop());
  beforeEach(() => jest.clearAllMocks());

  it('is what was last seen, with its age', async () => {
    const { body } = await get(SERVER);
    expect(resourceManifestSchema.parse(body)).toMatchObject({
      resource: SERVER,
      manifest: {
        kind: 'Cluster',
        metadata: { name: 'orders-db' },
        spec: { instances: 1 },
        status: { readyInstances: 1 },
      },
      observedAt: expect.any(String),
      stale: false,
    });
    expect(test.auditor.createEvent).toHaveBeenCalledWith(
      expect.objectContaining({
        eventId: 'manifest-read',
        severityLevel: 'low',
        meta: expect.objectContaining({ resource: SERVER }),
      }),
    );
    expect(test.auditSuccess).toHaveBeenCalledTimes(1);
  });

  it('is found although the CRD has another version by now', async () => {
    const { body } = await get({
      ...SERVER,
      apiVersion: 'postgresql.cnpg.io/v0',
    });
    expect(body.resource).toEqual(SERVER);
  });

  it('of a claim comes without the copy of kubectl', async () => {
    const { body } = await get({
      cluster: 'platform',
      apiVersion: 'dbaas.dev/v1alpha1',
      kind: 'ManagedDatabase',
      namespace: 'team-orders',
      name: 'orders-db',
    });
    expect(body.manifest.metadata.annotations).toEqual({});
  });

  it('of a Secret has no values', async () => {
    const { body } = await get(SECRET);
    expect(body.manifest).toMatchObject({ kind: 'Secret' });
    expect(body.manifest).not.toHaveProperty('data');
    expect(body.manifest).not.toHaveProperty('stringData');
  });

  it('of an object in another cluster is what Crossplane saw, redacted', async () => {
    const { body } = await get(CARRIED);
    expect(body.resource).toEqual(CARRIED);
    expect(body.manifest.data.url).toBe('postgres://••••:••••@10.0.0.7/orders');
  });

  it.each<[string, Record<string, string>, string]>([
    ['that is not there', { ...SERVER, name: 'nope' }, SERVICE],
    ['of another cluster', { ...SERVER, cluster: 'apps' }, SERVICE],
    [
      'of another group',
      { ...SERVER, apiVersion: 'clusters.example.org/v1' },
      SERVICE,
    ],
    [
      'that belongs to another database service',
      SERVER,
      '/api/dbaas/services/platform/team-audit/audit-db',
    ],
  ])('is not shown of one %s', async (_what, query, service) => {
    const { status, body } = await get(query, service);
    expect([status, body.error.name]).toEqual([404, 'NotFoundError']);
    expect(test.auditFail).toHaveBeenCalledTimes(1);
  });

  it.each<[string, Record<string, string>]>([
    ['no object', {}],
    ['no kind', { cluster: 'apps', apiVersion: 'v1', name: 'orders-db' }],
    ['more than an object', { ...SERVER, uid: '1' }],
  ])('is not shown when the query names %s', async (_what, query) => {
    const { status, body } = await get(query);
    expect([status, body.error.name]).toEqual([400, 'InputError']);
  });

  it('says when its cluster has been silent', async () => {
    const undo = test.platform.intercept((_request, response) => {
      response.destroy();
      return true;
    });
    test.platform.resetWatches();
    // An outage shorter than 10 seconds is not worth a word.
    await eventually(
      async () => expect((await get(SERVER)).body.stale).toBe(true),
      20_000,
    );
    undo();
  }, 30_000);
});
