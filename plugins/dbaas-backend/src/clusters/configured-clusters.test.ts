import { ConfigReader } from '@backstage/config';
import { configuredClusters } from './configured-clusters';

const read = (clusterLocatorMethods: object[]) =>
  configuredClusters(
    new ConfigReader({ kubernetes: { clusterLocatorMethods } } as object),
  ).getClusters();

const cluster = (fields: object) =>
  read([
    {
      type: 'config',
      clusters: [{ name: 'c', url: 'https://c.example.org', ...fields }],
    },
  ]);

describe('configuredClusters', () => {
  it('is empty without a kubernetes configuration', async () => {
    expect(
      await configuredClusters(new ConfigReader({})).getClusters(),
    ).toEqual({
      clusters: [],
      unusable: [],
    });
  });

  it('reads a cluster with a service account token and a certificate authority', async () => {
    const { clusters } = await cluster({
      authProvider: 'serviceAccount',
      serviceAccountToken: 't0ken',
      caData: 'Y2E=',
      caFile: '/ca.pem',
      skipTLSVerify: true,
    });
    expect(clusters).toEqual([
      {
        name: 'c',
        url: 'https://c.example.org',
        caData: 'Y2E=',
        caFile: '/ca.pem',
        skipTLSVerify: true,
        authentication: { type: 'token', getToken: expect.any(Function) },
      },
    ]);
    const [{ authentication }] = clusters;
    expect(
      authentication.type === 'token' && (await authentication.getToken()),
    ).toBe('t0ken');
  });

  it.each<[string, object, string]>([
    [
      'a service account without a token',
      { authProvider: 'serviceAccount' },
      'inCluster',
    ],
    [
      'the provider in authMetadata',
      {
        authMetadata: {
          'kubernetes.io/auth-provider': 'serviceAccount',
          serviceAccountToken: 't0ken',
        },
      },
      'token',
    ],
    ['kubectl proxy', { authProvider: 'localKubectlProxy' }, 'none'],
  ])('reads %s', async (_what, fields, type) => {
    const { clusters } = await cluster(fields);
    expect(clusters.map(({ authentication }) => authentication.type)).toEqual([
      type,
    ]);
  });

  it('knows the locator localKubectlProxy', async () => {
    expect(await read([{ type: 'localKubectlProxy' }])).toMatchObject({
      clusters: [{ name: 'local', url: 'http://localhost:8001' }],
    });
  });

  it('names the clusters that it cannot read, and why', async () => {
    const { clusters, unusable } = await read([
      {
        type: 'config',
        clusters: [
          {
            name: 'cloud',
            url: 'https://cloud.example.org',
            authProvider: 'google',
          },
        ],
      },
      { type: 'gke' },
    ]);
    expect(clusters).toEqual([]);
    expect(unusable).toEqual([
      { name: 'cloud', reason: expect.stringContaining('"google"') },
      { name: '(gke)', reason: expect.stringContaining('not supported') },
    ]);
  });

  it('refuses a configuration that is not valid, with the path', async () => {
    await expect(
      read([{ type: 'config', clusters: [{ url: 'https://x' }] }]),
    ).rejects.toThrow(/clusters\[0\].name/);
  });
});
