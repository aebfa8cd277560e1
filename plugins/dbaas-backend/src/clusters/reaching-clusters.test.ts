import type { RootConfigService } from '@backstage/backend-plugin-api';
import { mockServices } from '@backstage/backend-test-utils';
import type { JsonObject } from '@backstage/types';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  createTestAuthority,
  type TestAuthority,
} from '../__testUtils__/certificates';
import { answerStatus } from '../__testUtils__/scripted-answers';
import { ScriptedApiServer } from '../__testUtils__/scripted-api-server';
import { warmUp } from '../__testUtils__/test-platform';
import { ClusterConnection } from './cluster-connection';
import { configuredClusters } from './configured-clusters';
import { problemOf } from './kubernetes-error';

const ADDRESS = '127.0.0.1';
const SERVICE_ACCOUNT = 'var/run/secrets/kubernetes.io/serviceaccount';
const TOKEN = { authProvider: 'serviceAccount', serviceAccountToken: 't0ken' };

describe('reaching a cluster', () => {
  let authority: TestAuthority;
  let stranger: TestAuthority;
  let secure: ScriptedApiServer;
  let plain: ScriptedApiServer;
  let elsewhere: ScriptedApiServer;
  let directory: string;
  let connection: ClusterConnection | undefined;

  beforeAll(async () => {
    await warmUp();
    [authority, stranger] = await Promise.all([
      createTestAuthority(),
      createTestAuthority(),
    ]);
    secure = await ScriptedApiServer.start({
      certificate: await authority.issue(ADDRESS),
    });
    elsewhere = await ScriptedApiServer.start({
      certificate: await authority.issue('10.1.2.3'),
    });
    plain = await ScriptedApiServer.start();
  }, 60_000);
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'dbaas-clusters-'));
  });
  afterEach(async () => {
    connection?.close();
    [secure, plain, elsewhere].forEach(server => (server.requests.length = 0));
    await rm(directory, { recursive: true });
  });
  afterAll(() =>
    Promise.all([secure, plain, elsewhere].map(server => server.stop())),
  );

  const file = async (name: string, content: string) => {
    const path = join(directory, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
    return path;
  };
  const base64 = (text: string) => Buffer.from(text).toString('base64');

  const configOf = (cluster: JsonObject) => ({
    kubernetes: {
      clusterLocatorMethods: [
        { type: 'config', clusters: [{ name: 'platform', ...cluster }] },
      ],
    },
  });
  const rootConfig = (cluster: JsonObject) =>
    mockServices.rootConfig({ data: configOf(cluster) });

  async function connect(config: RootConfigService) {
    const { clusters } = await configuredClusters(config).getClusters();
    connection = new ClusterConnection(clusters[0], directory);
    return connection;
  }
  const ask = (to: ClusterConnection) =>
    to.getJson({
      path: '/apis',
      signal: new AbortController().signal,
      timeoutMs: 10_000,
    });
  const failureOf = async (to: ClusterConnection) => {
    const error = await ask(to).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    return { problem: problemOf(error), message: String(error) };
  };

  it.each<[string, () => Promise<JsonObject>]>([
    [
      'a token and caData',
      async () => ({ ...TOKEN, caData: base64(authority.certificate) }),
    ],
    [
      'a token and caFile',
      async () => ({
        ...TOKEN,
        caFile: await file('ca.pem', authority.certificate),
      }),
    ],
    [
      'a token and skipTLSVerify',
      async () => ({ ...TOKEN, skipTLSVerify: true }),
    ],
    [
      'a token in authMetadata',
      async () => ({
        authMetadata: {
          'kubernetes.io/auth-provider': 'serviceAccount',
          serviceAccountToken: 't0ken',
        },
        caData: base64(authority.certificate),
      }),
    ],
  ])('works over HTTPS with %s', async (_what, fields) => {
    const config = rootConfig({ url: secure.url, ...(await fields()) });
    expect((await ask(await connect(config))).status).toBe(200);
    expect(secure.requests).toMatchObject([{ authorization: 'Bearer t0ken' }]);
  });

  it('works through kubectl proxy, without credentials', async () => {
    const config = rootConfig({
      url: `${plain.url}/`,
      authProvider: 'localKubectlProxy',
    });
    expect((await ask(await connect(config))).status).toBe(200);
    expect(plain.requests).toMatchObject([
      { url: expect.objectContaining({ pathname: '/apis' }) },
    ]);
    expect(plain.requests[0].authorization).toBeUndefined();
  });

  it('takes a token that was renewed in the configuration, without a restart', async () => {
    const fields = { url: plain.url, ...TOKEN };
    const config = mockServices.rootConfig({ data: configOf(fields) });
    const to = await connect(config);
    await ask(to);
    config.update({
      data: configOf({ ...fields, serviceAccountToken: 'renewed' }),
    });
    await ask(to);
    expect(plain.requests.map(({ authorization }) => authorization)).toEqual([
      'Bearer t0ken',
      'Bearer renewed',
    ]);
  });

  describe('from inside', () => {
    const environment = { ...process.env };

    beforeEach(async () => {
      const { hostname, port } = new URL(secure.url);
      process.env.KUBERNETES_SERVICE_HOST = hostname;
      process.env.KUBERNETES_SERVICE_PORT = port;
      await file(`${SERVICE_ACCOUNT}/ca.crt`, authority.certificate);
      await file(`${SERVICE_ACCOUNT}/token`, 'first');
    });
    afterEach(() => {
      process.env = { ...environment };
    });

    const inCluster = () =>
      connect(rootConfig({ authProvider: 'serviceAccount' }));

    it('works with the service account of the pod', async () => {
      expect((await ask(await inCluster())).status).toBe(200);
      expect(secure.requests).toMatchObject([
        { authorization: 'Bearer first' },
      ]);
    });

    it('reads the token again once it is refused', async () => {
      const to = await inCluster();
      await ask(to);
      await file(`${SERVICE_ACCOUNT}/token`, 'second');
      const undo = secure.intercept(({ authorization }, response) => {
        if (authorization === 'Bearer second') return false;
        answerStatus(response, 401, 'Unauthorized');
        return true;
      });
      expect(await failureOf(to)).toMatchObject({ problem: 'unauthorized' });
      expect((await ask(to)).status).toBe(200);
      undo();
    });

    it('says which file is missing, and works once it is there', async () => {
      await rm(join(directory, SERVICE_ACCOUNT, 'token'));
      const to = await inCluster();
      expect(await failureOf(to)).toEqual({
        problem: 'error',
        message: expect.stringMatching(
          /certificate authority of cluster "platform" cannot be read: ENOENT.*serviceaccount\/token/,
        ),
      });
      await file(`${SERVICE_ACCOUNT}/token`, 'late');
      expect((await ask(to)).status).toBe(200);
    });
  });

  it.each<[string, () => Promise<JsonObject>, RegExp]>([
    [
      'another certificate authority',
      async () => ({
        url: secure.url,
        caData: base64(stranger.certificate),
      }),
      /^ClusterConnectionError: TLS with cluster "platform" failed: .*(UNABLE_TO|SELF_SIGNED|CERT_).*Check its url, and caData or caFile\.$/,
    ],
    [
      'no certificate authority',
      async () => ({ url: secure.url }),
      /TLS with cluster "platform" failed: .*UNABLE_TO_VERIFY_LEAF_SIGNATURE/,
    ],
    [
      'a certificate for another host',
      async () => ({
        url: elsewhere.url,
        caData: base64(authority.certificate),
      }),
      /TLS with cluster "platform" failed: .*ERR_TLS_CERT_ALTNAME_INVALID/,
    ],
    [
      'a server that does not speak TLS',
      async () => ({ url: plain.url.replace('http:', 'https:') }),
      /TLS with cluster "platform" failed: wrong version number \(EPROTO\)\. Check its url/,
    ],
  ])('fails with a problem of TLS with %s', async (_what, fields, message) => {
    const to = await connect(rootConfig({ ...TOKEN, ...(await fields()) }));
    const failure = await failureOf(to);
    expect(failure.problem).toBe('tls');
    expect(failure.message).toMatch(message);
    expect(failure.message).not.toContain('t0ken');
    expect(secure.requests).toEqual([]);
  });

  it('takes a certificate authority that was renewed on disk, without a restart', async () => {
    const caFile = await file('ca.pem', stranger.certificate);
    const to = await connect(rootConfig({ url: secure.url, ...TOKEN, caFile }));
    expect(await failureOf(to)).toMatchObject({ problem: 'tls' });
    await writeFile(caFile, authority.certificate);
    expect((await ask(to)).status).toBe(200);
  });

  it('says that the certificate authority cannot be read, and works once it can', async () => {
    const caFile = join(directory, 'ca.pem');
    const to = await connect(rootConfig({ url: secure.url, ...TOKEN, caFile }));
    expect(await failureOf(to)).toEqual({
      problem: 'error',
      message: expect.stringContaining(
        `of cluster "platform" cannot be read: ENOENT: no such file or directory, open '${caFile}'`,
      ),
    });
    await file('ca.pem', authority.certificate);
    expect((await ask(to)).status).toBe(200);
  });
});
