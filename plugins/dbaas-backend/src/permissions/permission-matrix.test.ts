import {
  coreServices,
  createServiceFactory,
  type BackstageCredentials,
} from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import {
  databaseCredentialRevealPermission,
  databaseManifestReadPermission,
  databaseServiceReadPermission,
  databaseServiceRequestPermission,
  RESOURCE_TYPE_DATABASE_SERVICE,
} from '@backstage-dbaas/plugin-dbaas-common';
import { databaseServiceConditions } from '@backstage-dbaas/plugin-dbaas-node';
import {
  AuthorizeResult,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import request from 'supertest';
import { parse } from 'yaml';
import { eventually } from '../__testUtils__/eventually';
import { serveNamespaced } from '../__testUtils__/namespaced-reads';
import { APPS_RESOURCES, claim } from '../__testUtils__/orders-database';
import {
  startTestPlatform,
  warmUp,
  type TestPlatform,
} from '../__testUtils__/test-platform';
import { userOf } from './caller';

const READ = databaseServiceReadPermission.name;
const REQUEST = databaseServiceRequestPermission.name;
const MANIFEST = databaseManifestReadPermission.name;
const REVEAL = databaseCredentialRevealPermission.name;

type Grant = 'all' | 'own';

/** Who asks, and what the policy answers them; what is not named is denied. */
const USERS: Record<string, Record<string, Grant>> = {
  nobody: {},
  requester: { [REQUEST]: 'all' },
  reader: { [READ]: 'all' },
  owner: { [READ]: 'own', [MANIFEST]: 'own', [REVEAL]: 'own' },
  // Sees everything, and has more rights on what is theirs.
  lead: { [READ]: 'all', [MANIFEST]: 'own', [REVEAL]: 'own' },
  manifest: { [READ]: 'all', [MANIFEST]: 'all' },
  reveal: { [READ]: 'all', [REVEAL]: 'all' },
};
const CALLERS = [...Object.keys(USERS), 'service', 'anonymous'];

/**
 * Status by caller, for each route and action. "own" is orders-db, which belongs to the
 * team of the owner and the lead; "other" is audit-db, which is nobody's. The claim of
 * audit-db names the Secret of orders-db as its own delivery.
 */
const MATRIX = `
                                                        nobody requester reader owner lead manifest reveal service anonymous
GET /health                                             200    200       200    200   200  200      200    200     200
GET /clusters                                           403    403       200    200   200  200      200    200     401
GET /plans                                              403    200       403    403   403  403      403    200     401
GET /placements                                         403    200       403    403   403  403      403    200     401
GET /services                                           403    403       200    200   200  200      200    200     401
GET /services/by-entity/{namespace}/{kind}/{name}       403    403       200    200   200  200      200    200     401
GET /services/{cluster}/{namespace}/{name}              403    403       200    200   200  200      200    200     401
  other                                                 403    403       200    404   200  200      200    200     401
GET /services/{cluster}/{namespace}/{name}/connections  403    403       200    200   200  200      200    200     401
  other                                                 403    403       200    404   200  200      200    200     401
GET /services/{cluster}/{namespace}/{name}/events       403    403       200    200   200  200      200    200     401
  other                                                 403    403       200    404   200  200      200    200     401
GET /services/{cluster}/{namespace}/{name}/history      403    403       200    200   200  200      200    200     401
  other                                                 403    403       200    404   200  200      200    200     401
GET /services/{cluster}/{namespace}/{name}/manifest     403    403       403    200   200  200      403    200     401
  other                                                 403    403       403    404   403  200      403    200     401
POST /services/{cluster}/{namespace}/{name}/credentials 403    403       403    200   200  403      200    403     401
  other                                                 403    403       403    404   403  403      404    403     401
ACTION list-database-services                           403    403       200    200   200  200      200    200     401
ACTION explain-database-service                         403    403       200    200   200  200      200    200     401
  other                                                 403    403       200    404   200  200      200    200     401
ACTION get-database-connection-info                     403    403       200    200   200  200      200    200     401
  other                                                 403    403       200    404   200  200      200    200     401
`;

type Which = 'own' | 'other';

interface Row {
  operation: string;
  which: Which;
  statuses: Record<string, number>;
}

const ROWS = readMatrix(MATRIX);
const SERVICES = {
  own: { cluster: 'platform', namespace: 'team-orders', name: 'orders-db' },
  other: { cluster: 'platform', namespace: 'team-audit', name: 'audit-db' },
};

beforeAll(warmUp, 60_000);

describe('permission matrix', () => {
  let test: TestPlatform;
  beforeAll(async () => {
    test = await startTestPlatform({
      features: [policy],
      config: { dbaas: { reveal: { limit: 1_000 } } },
    });
    const secrets = APPS_RESOURCES.filter(({ kind }) => kind === 'Secret');
    serveNamespaced(test.apps, ...secrets);
    const { namespace, name } = SERVICES.other;
    test.platform.put(claim(name, namespace, 'default.component.nobodys'));
    await ready();
  });
  afterAll(() => test.stop());

  const send = (operation: string, which: Which, caller: string) => {
    const [method, path] = operation.split(' ');
    const { url, body } =
      method === 'ACTION'
        ? actionRequest(path, which)
        : routeRequest(path, which);
    const sent =
      method === 'GET'
        ? request(test.server).get(url)
        : request(test.server).post(url).send(body);
    return sent.set('Authorization', authorizationOf(caller));
  };

  const ready = () =>
    eventually(async () => {
      const { body } = await send('GET /services', 'own', 'reader');
      expect(body.totalItems).toBe(2);
    });

  it('has a row for every route and every action', async () => {
    const { paths } = parse(
      readFileSync(resolve(__dirname, '../schema/openapi.yaml'), 'utf8'),
    );
    const routes = Object.entries<object>(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map(method => `${method.toUpperCase()} ${path}`),
    );
    const { body } = await request(test.server).get(
      '/api/dbaas/.backstage/actions/v1/actions',
    );
    const actions = body.actions.map(
      ({ name }: { name: string }) => `ACTION ${name}`,
    );
    expect(actions).not.toEqual([]);
    expect([...new Set(ROWS.map(({ operation }) => operation))].sort()).toEqual(
      [...routes, ...actions].sort(),
    );
  });

  it.each(ROWS)(
    '$operation ($which)',
    async ({ operation, which, statuses }) => {
      const seen: Record<string, number> = {};
      const refusals: string[] = [];
      for (const caller of CALLERS) {
        const response = await send(operation, which, caller);
        seen[caller] = response.status;
        if (response.status !== 200) refusals.push(response.text);
      }
      expect(seen).toEqual(statuses);
      expect(refusals.filter(text => text.includes('10.0.0.7'))).toEqual([]);
    },
  );

  it.each(ROWS)('audits who is refused: $operation ($which)', async row => {
    const { operation, which, statuses } = row;
    for (const caller of CALLERS.filter(one => statuses[one] > 401)) {
      const before = test.auditFail.mock.calls.length;
      await send(operation, which, caller);
      expect([caller, test.auditFail.mock.calls.length]).toEqual([
        caller,
        before + 1,
      ]);
    }
  });
});

describe('what counts tell', () => {
  it('is only of what one may see', async () => {
    const test = await startTestPlatform({ features: [policy] });
    const { namespace, name } = SERVICES.other;
    test.platform.put(claim(name, namespace, 'default.component.nobodys'));
    const get = async (caller: string, path: string) => {
      const { body } = await request(test.server)
        .get(`/api/dbaas${path}`)
        .set('Authorization', authorizationOf(caller));
      return body;
    };
    await eventually(async () =>
      expect((await get('reader', '/services')).totalItems).toBe(2),
    );
    const list = await get('owner', '/services');
    expect(list.totalItems).toBe(1);
    expect(list.facets).toMatchObject({
      namespace: { 'team-orders': 1 },
      cluster: { platform: 1 },
      owner: { 'group:default/team-orders': 1 },
    });
    expect(JSON.stringify(list)).not.toContain('audit');
    expect(
      (await get('owner', '/services?namespace=team-audit')).totalItems,
    ).toBe(0);
    const counting = ['objects', 'kinds', 'restarts'];
    const [all] = (await get('reader', '/clusters')).items;
    expect(Object.keys(all)).toEqual(expect.arrayContaining(counting));
    const [own] = (await get('owner', '/clusters')).items;
    expect(Object.keys(own).filter(key => counting.includes(key))).toEqual([]);
    await test.stop();
  });
});

/** Answers as {@link USERS} says; programs may do everything, as in Backstage. */
const policy = createServiceFactory({
  service: coreServices.permissions,
  deps: {},
  factory: () =>
    mockServices.permissions.mock({
      authorize: async (queries, options) =>
        queries.map(({ permission }) => ({
          result: mayAll(permission.name, options?.credentials)
            ? AuthorizeResult.ALLOW
            : AuthorizeResult.DENY,
        })),
      authorizeConditional: async (queries, options) =>
        queries.map(({ permission }) =>
          decide(permission.name, options?.credentials),
        ),
    }),
});

const mayAll = (...asked: Parameters<typeof grantOf>) =>
  grantOf(...asked) === 'all';

function grantOf(
  permission: string,
  credentials?: BackstageCredentials,
): Grant | undefined {
  const user = credentials && userOf({ credentials });
  return user ? USERS[user.replace('user:default/', '')][permission] : 'all';
}

function decide(
  permission: string,
  credentials?: BackstageCredentials,
): PolicyDecision {
  const grant = grantOf(permission, credentials);
  if (grant === undefined) return { result: AuthorizeResult.DENY };
  if (grant === 'all') return { result: AuthorizeResult.ALLOW };
  return {
    result: AuthorizeResult.CONDITIONAL,
    pluginId: 'dbaas',
    resourceType: RESOURCE_TYPE_DATABASE_SERVICE,
    conditions: databaseServiceConditions.isEntityOwner({
      claims: ['group:default/team-orders'],
    }),
  };
}

function authorizationOf(caller: string): string {
  if (caller === 'anonymous') return mockCredentials.none.header();
  if (caller === 'service') return mockCredentials.service.header();
  return mockCredentials.user.header(`user:default/${caller}`);
}

function actionRequest(name: string, which: Which) {
  return {
    url: `/api/dbaas/.backstage/actions/v1/actions/dbaas:${name}/invoke`,
    body: name.startsWith('list') ? {} : SERVICES[which],
  };
}

function routeRequest(path: string, which: Which) {
  const values: Record<string, string> = path.includes('by-entity')
    ? { namespace: 'default', kind: 'component', name: 'orders-api' }
    : SERVICES[which];
  const filled = path.replace(/\{(\w+)\}/g, (_match, name) => values[name]);
  const theClaim = {
    ...SERVICES[which],
    apiVersion: 'dbaas.dev/v1alpha1',
    kind: 'ManagedDatabase',
  };
  const query = path.endsWith('/manifest')
    ? `?${new URLSearchParams(theClaim)}`
    : '';
  return {
    url: `/api/dbaas${filled}${query}`,
    body: {
      cluster: 'apps',
      namespace: 'orders',
      secretName: 'orders-db',
      reason: 'To fill in the matrix',
    },
  };
}

function readMatrix(text: string): Row[] {
  const [header, ...lines] = text.trim().split('\n');
  const callers = header.trim().split(/\s+/);
  let operation = '';
  return lines.map(line => {
    const [what, ...statuses] = line.trim().split(/\s{2,}|\s(?=\d{3}\b)/);
    const which = what === 'other' ? 'other' : 'own';
    if (which === 'own') operation = what;
    return {
      operation,
      which,
      statuses: Object.fromEntries(
        callers.map((caller, index) => [caller, Number(statuses[index])]),
      ),
    };
  });
}
