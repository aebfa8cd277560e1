import { connect } from 'node:net';
import { request as httpsRequest } from 'node:https';
import { eventually } from '../testing/test-cluster';
import {
  DEFINITION,
  widget,
  widgetDefinition,
  widgetRef,
} from '../testing/widgets';
import { READER_TOKEN, TestServer } from './testing/test-server';

const WIDGETS = '/apis/example.dev/v1/namespaces/default/widgets';
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const MORE_CHANGES_THAN_REMEMBERED = 110;
const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io';

describe('API server', () => {
  let server: TestServer;

  beforeEach(async () => {
    server = await TestServer.start();
    await server.cluster.client.create(widgetDefinition());
  });

  afterEach(() => server.close());

  const configMap = (name: string, data: object = {}) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name },
    data,
  });

  describe('who is it', () => {
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
      expect(
        await server.send('/api/v1/secrets', { token: null }),
      ).toMatchObject({
        status: 403,
        body: {
          message:
            'secrets is forbidden: User "system:anonymous" cannot list resource "secrets" in API group "" at the cluster scope',
          details: { kind: 'secrets' },
        },
      });
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

  describe('what there is', () => {
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
        paths['/apis/example.dev/v1/namespaces/{namespace}/widgets/{name}']
          .patch,
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

  describe('verbs', () => {
    it('creates, reads, replaces, patches and deletes', async () => {
      const created = await server.send(WIDGETS, { body: widget('a') });
      expect(created).toMatchObject({
        status: 201,
        body: { spec: { size: 1, colour: 'red' } },
      });
      const one = `${WIDGETS}/a`;
      expect(await server.send(one)).toMatchObject({ status: 200 });
      expect(
        await server.send(one, {
          method: 'PUT',
          body: { ...Object(created.body), spec: { size: 2 } },
        }),
      ).toMatchObject({ status: 200, body: { metadata: { generation: 2 } } });
      expect(
        await server.send(one, { method: 'PUT', body: created.body }),
      ).toMatchObject({ status: 409, body: { reason: 'Conflict' } });
      expect(
        await server.send(`${one}/status`, {
          method: 'PATCH',
          headers: { 'content-type': 'application/merge-patch+json' },
          body: { status: { ready: true }, spec: { size: 9 } },
        }),
      ).toMatchObject({ body: { spec: { size: 2 }, status: { ready: true } } });
      expect(
        await server.send(one, {
          method: 'PATCH',
          headers: { 'content-type': 'application/json-patch+json' },
          body: [{ op: 'replace', path: '/spec/size', value: 3 }],
        }),
      ).toMatchObject({ body: { spec: { size: 3 } } });
      expect(await server.send(one, { method: 'DELETE' })).toMatchObject({
        status: 200,
        body: {
          kind: 'Status',
          status: 'Success',
          details: { name: 'a', group: 'example.dev', kind: 'widgets' },
        },
      });
      expect(await server.send(one)).toMatchObject({
        status: 404,
        body: {
          reason: 'NotFound',
          message: 'widgets.example.dev "a" not found',
        },
      });
    });

    it('applies YAML and reports conflicts of field managers', async () => {
      const apply = (size: number, query: string) =>
        server.send(`${WIDGETS}/a?${query}`, {
          method: 'PATCH',
          headers: { 'content-type': 'application/apply-patch+yaml' },
          body: `apiVersion: example.dev/v1\nkind: Widget\nmetadata: {name: a}\nspec: {size: ${size}}\n`,
        });
      expect(await apply(1, '')).toMatchObject({
        status: 422,
        body: { message: expect.stringContaining('fieldManager: Required') },
      });
      expect(await apply(1, 'fieldManager=one')).toMatchObject({ status: 201 });
      expect(await apply(1, 'fieldManager=one')).toMatchObject({ status: 200 });
      expect(await apply(2, 'fieldManager=two')).toMatchObject({
        status: 409,
        body: { details: { causes: [{ reason: 'FieldManagerConflict' }] } },
      });
      expect(await apply(2, 'fieldManager=two&force=true')).toMatchObject({
        status: 200,
        body: { spec: { size: 2 } },
      });
    });

    it('warns of unknown fields, refuses them when asked, or is silent', async () => {
      const body = widget('a', { size: 1, siez: 2 });
      const warned = await server.send(`${WIDGETS}?dryRun=All`, { body });
      expect(warned.headers.get('warning')).toBe(
        '299 - "unknown field \\"spec.siez\\""',
      );
      expect(
        await server.send(`${WIDGETS}?fieldValidation=Strict`, { body }),
      ).toMatchObject({
        status: 400,
        body: { message: expect.stringContaining('unknown field "spec.siez"') },
      });
      const silent = await server.send(`${WIDGETS}?fieldValidation=Ignore`, {
        body,
      });
      expect(silent.status).toBe(201);
      expect(silent.headers.has('warning')).toBe(false);
    });

    it('stores nothing on a dry run', async () => {
      const path = `${CONFIG_MAPS}?dryRun=All`;
      expect(await server.send(path, { body: configMap('a') })).toMatchObject({
        status: 201,
      });
      expect(await server.send(`${CONFIG_MAPS}/a`)).toMatchObject({
        status: 404,
      });
    });

    it('gives a list in pieces', async () => {
      for (const name of ['a', 'b', 'c'])
        await server.send(CONFIG_MAPS, { body: configMap(name) });
      const first = await server.send(`${CONFIG_MAPS}?limit=2`);
      expect(first.body).toMatchObject({
        kind: 'ConfigMapList',
        metadata: { remainingItemCount: 1, continue: expect.any(String) },
        items: [{ metadata: { name: 'a' } }, { metadata: { name: 'b' } }],
      });
      const token = Object(first.body).metadata.continue;
      const second = await server.send(
        `${CONFIG_MAPS}?limit=2&continue=${encodeURIComponent(token)}`,
      );
      expect(second.body).toMatchObject({
        items: [{ metadata: { name: 'c' } }],
      });
      expect(Object(second.body).metadata).not.toHaveProperty('continue');
    });

    it('leaves the kind out of the items of built-in lists, as API servers do', async () => {
      await server.send(CONFIG_MAPS, { body: configMap('a') });
      await server.send(WIDGETS, { body: widget('a') });
      const firstItem = async (path: string) =>
        Object((await server.send(path)).body).items[0];
      expect(await firstItem(CONFIG_MAPS)).not.toHaveProperty('kind');
      expect(await firstItem(WIDGETS)).toHaveProperty('kind', 'Widget');
    });

    it('scales', async () => {
      const deployments = '/apis/apps/v1/namespaces/default/deployments';
      await server.send(deployments, {
        body: {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          metadata: { name: 'web' },
          spec: { replicas: 1, selector: {}, template: {} },
        },
      });
      const scale = `${deployments}/web/scale`;
      const current = await server.send(scale);
      expect(current.body).toMatchObject({
        kind: 'Scale',
        spec: { replicas: 1 },
      });
      expect(
        await server.send(scale, {
          method: 'PUT',
          body: { ...Object(current.body), spec: { replicas: 3 } },
        }),
      ).toMatchObject({ status: 200, body: { spec: { replicas: 3 } } });
      expect(await server.send(`${deployments}/web`)).toMatchObject({
        body: { spec: { replicas: 3 } },
      });
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
      [
        'a dry run',
        `${CONFIG_MAPS}?dryRun=Some`,
        { body: configMap('a') },
        422,
      ],
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

  describe('watch', () => {
    it('streams what happens after a version', async () => {
      const list = await server.send(WIDGETS);
      const { resourceVersion } = Object(list.body).metadata;
      const watch = await server.watch(
        `${WIDGETS}?watch=true&resourceVersion=${resourceVersion}`,
      );
      const { client } = server.cluster;
      await client.create(widget('a'));
      await client.patch(widgetRef('a'), { spec: { size: 2 } });
      await client.delete(widgetRef('a'));
      expect(await watch.events(3)).toMatchObject([
        { type: 'ADDED', object: { kind: 'Widget', spec: { size: 1 } } },
        { type: 'MODIFIED', object: { spec: { size: 2 } } },
        { type: 'DELETED', object: { metadata: { name: 'a' } } },
      ]);
    });

    it('sends tables to kubectl, with columns only once', async () => {
      await server.cluster.client.create(widget('a'));
      await server.cluster.client.create(widget('b'));
      const watch = await server.watch(`${WIDGETS}?watch=true`, TABLE);
      expect(await watch.events(2)).toMatchObject([
        {
          object: {
            kind: 'Table',
            columnDefinitions: [{ name: 'Name' }, { name: 'Age' }],
            rows: [{ cells: ['a', expect.any(String)] }],
          },
        },
        {
          object: {
            columnDefinitions: [],
            rows: [{ cells: ['b', expect.any(String)] }],
          },
        },
      ]);
    });

    it('watches one object', async () => {
      const watch = await server.watch(`${WIDGETS}/b?watch=true`);
      await server.cluster.client.create(widget('a'));
      await server.cluster.client.create(widget('b'));
      expect(await watch.events(1)).toMatchObject([
        { object: { metadata: { name: 'b' } } },
      ]);
    });

    it('ends the initial state with a bookmark when asked', async () => {
      await server.cluster.client.create(widget('a'));
      const watch = await server.watch(
        `${WIDGETS}?watch=true&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan`,
      );
      expect(await watch.events(2)).toMatchObject([
        { type: 'ADDED' },
        {
          type: 'BOOKMARK',
          object: {
            metadata: { annotations: { 'k8s.io/initial-events-end': 'true' } },
          },
        },
      ]);
    });

    it('ends after the time that the client names', async () => {
      const watch = await server.watch(
        `${WIDGETS}?watch=true&timeoutSeconds=1`,
      );
      expect(await watch.events()).toEqual([]);
    });

    it('tells with an event that a version is too old', async () => {
      const { client } = server.cluster;
      for (let size = 1; size <= MORE_CHANGES_THAN_REMEMBERED; size++)
        await client.apply(widget('a', { size }), { fieldManager: 'test' });
      const watch = await server.watch(
        `${WIDGETS}?watch=true&resourceVersion=1`,
      );
      expect(await watch.events()).toMatchObject([
        {
          type: 'ERROR',
          object: { kind: 'Status', code: 410, reason: 'Expired' },
        },
      ]);
    });

    it('refuses a bad selector at once', async () => {
      expect(
        await server.send(`${WIDGETS}?watch=true&labelSelector=%21%21`),
      ).toMatchObject({ status: 400 });
    });

    it('ends when the kind is gone', async () => {
      const watch = await server.watch(`${WIDGETS}?watch=true`);
      await server.cluster.client.delete({
        ...DEFINITION,
        name: 'widgets.example.dev',
      });
      expect(await watch.events()).toEqual([]);
    });
  });

  describe('server', () => {
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
});
