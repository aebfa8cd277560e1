import { eventually } from '../../testing/test-cluster';
import { widget, widgetDefinition } from '../../testing/widgets';
import { READER_TOKEN, TestServer } from '../testing/test-server';

const WIDGETS = '/apis/example.dev/v1/namespaces/default/widgets';
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';

describe('access to the API', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await TestServer.start();
    await server.cluster.client.create(widgetDefinition());
  });

  afterAll(() => server.close());

  it('refuses a wrong token', async () => {
    expect(await server.send('/version', { token: 'wrong' })).toMatchObject({
      status: 401,
      body: {
        kind: 'Status',
        status: 'Failure',
        message: 'Unauthorized',
        reason: 'Unauthorized',
        code: 401,
      },
    });
  });

  it('lets nobody in particular see health and version only', async () => {
    const statusOf = async (path: string) =>
      (await server.send(path, { token: null })).status;
    expect(await statusOf('/readyz')).toBe(200);
    expect(await statusOf('/version')).toBe(200);
    expect(await statusOf('/api')).toBe(403);
    expect(await server.send('/api/v1/secrets', { token: null })).toMatchObject(
      {
        status: 403,
        body: {
          message:
            'secrets is forbidden: User "system:anonymous" cannot list resource "secrets" in API group "" at the cluster scope',
          details: { kind: 'secrets' },
        },
      },
    );
  });

  it('gives a service account the rights of its roles', async () => {
    const { client } = server.cluster;
    await client.create({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'widget-reader' },
      rules: [
        {
          verbs: ['get', 'list', 'watch'],
          apiGroups: ['example.dev'],
          resources: ['widgets'],
        },
      ],
    });
    await client.create({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'widget-reader' },
      roleRef: { kind: 'ClusterRole', name: 'widget-reader' },
      subjects: [
        { kind: 'ServiceAccount', name: 'reader', namespace: 'tools' },
      ],
    });
    const asReader = { token: READER_TOKEN };
    expect((await server.send(WIDGETS, asReader)).status).toBe(200);
    expect((await server.send(CONFIG_MAPS, asReader)).status).toBe(403);
    expect(
      await server.send(WIDGETS, { ...asReader, body: widget('a') }),
    ).toMatchObject({
      status: 403,
      body: {
        message:
          'widgets.example.dev is forbidden: User "system:serviceaccount:tools:reader" cannot create resource "widgets" in API group "example.dev" in the namespace "default"',
      },
    });
  });

  it('issues a token for a Secret of a service account, and forgets it with the Secret', async () => {
    const { client } = server.cluster;
    const account = { apiVersion: 'v1', kind: 'ServiceAccount' };
    const secret = { apiVersion: 'v1', kind: 'Secret' };
    await client.create({
      ...secret,
      metadata: {
        name: 'ci-token',
        namespace: 'default',
        annotations: { 'kubernetes.io/service-account.name': 'ci' },
      },
      type: 'kubernetes.io/service-account-token',
    });
    await client.create({
      ...account,
      metadata: { name: 'ci', namespace: 'default' },
    });
    const ref = { ...secret, namespace: 'default', name: 'ci-token' };
    const tokenOf = async () => {
      const found = await client.get(ref);
      const data = found?.data;
      return typeof data === 'object' && data !== null && 'token' in data
        ? Buffer.from(String(data.token), 'base64').toString()
        : '';
    };
    await eventually('the token', async () => (await tokenOf()) !== '');
    const token = await tokenOf();
    const whoAmI = () =>
      server.send('/apis/authentication.k8s.io/v1/selfsubjectreviews', {
        token,
        body: {},
      });
    await eventually(
      'the token is known',
      async () => (await whoAmI()).status === 201,
    );
    expect((await whoAmI()).body).toMatchObject({
      status: {
        userInfo: {
          username: 'system:serviceaccount:default:ci',
          uid: expect.any(String),
          groups: [
            'system:serviceaccounts',
            'system:serviceaccounts:default',
            'system:authenticated',
          ],
        },
      },
    });
    await client.delete(ref);
    await eventually(
      'the token is forgotten',
      async () => (await whoAmI()).status === 401,
    );
  });

  it('acts as somebody else for those who may', async () => {
    const as = { 'impersonate-user': 'system:serviceaccount:tools:reader' };
    expect(await server.send(CONFIG_MAPS, { headers: as })).toMatchObject({
      status: 403,
      body: { message: expect.stringContaining('tools:reader') },
    });
    expect(
      await server.send('/api', {
        token: READER_TOKEN,
        headers: { 'impersonate-user': 'admin' },
      }),
    ).toMatchObject({
      status: 403,
      body: {
        message:
          'users "admin" is forbidden: User "system:serviceaccount:tools:reader" cannot impersonate resource "users" in API group "" at the cluster scope',
      },
    });
  });

  it('answers reviews', async () => {
    const review = (kind: string, spec: object) =>
      server.send(
        `/apis/${
          kind === 'TokenReview' ? 'authentication' : 'authorization'
        }.k8s.io/v1/${kind.toLowerCase()}s`,
        { body: { spec } },
      );
    const resourceAttributes = { verb: 'list', resource: 'secrets' };
    expect(
      (await review('SelfSubjectAccessReview', { resourceAttributes })).body,
    ).toMatchObject({ status: { allowed: true } });
    expect(
      (
        await review('SubjectAccessReview', {
          resourceAttributes,
          user: 'system:serviceaccount:tools:reader',
        })
      ).body,
    ).toMatchObject({ status: { allowed: false } });
    expect(
      (await review('TokenReview', { token: READER_TOKEN })).body,
    ).toMatchObject({
      status: {
        authenticated: true,
        user: { username: 'system:serviceaccount:tools:reader' },
      },
    });
    expect(
      (await review('TokenReview', { token: 'wrong' })).body,
    ).toMatchObject({ status: { error: expect.any(String) } });
    expect(
      (await review('SelfSubjectRulesReview', { namespace: 'default' })).body,
    ).toMatchObject({
      status: {
        resourceRules: expect.arrayContaining([
          { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
        ]),
        incomplete: false,
      },
    });
    expect(await review('SelfSubjectAccessReview', {})).toMatchObject({
      status: 400,
    });
  });
});
