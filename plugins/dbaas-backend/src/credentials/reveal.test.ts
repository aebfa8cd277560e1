import { mockCredentials } from '@backstage/backend-test-utils';
import request from 'supertest';
import { eventually } from '../__testUtils__/eventually';
import { serveNamespaced } from '../__testUtils__/namespaced-reads';
import {
  APPS_RESOURCES,
  claim,
  deliveredSecret,
  PLANTED_SECRET,
} from '../__testUtils__/orders-database';
import { answer, answerStatus } from '../__testUtils__/scripted-answers';
import type { Interception } from '../__testUtils__/scripted-api-server';
import {
  startTestPlatform,
  warmUp,
  type TestPlatform,
} from '../__testUtils__/test-platform';

const SERVICE = '/api/dbaas/services/platform/team-orders/orders-db';
const SECRET_PATH = '/api/v1/namespaces/orders/secrets/orders-db';
const SECRETS = APPS_RESOURCES.filter(({ kind }) => kind === 'Secret');
const WANTED = {
  cluster: 'apps',
  namespace: 'orders',
  secretName: 'orders-db',
  reason: 'The nightly job cannot sign in',
};

beforeAll(warmUp, 60_000);

async function start(reveal: object = { limit: 1_000 }) {
  const test = await startTestPlatform({ config: { dbaas: { reveal } } });
  serveNamespaced(test.apps, ...SECRETS);
  await eventually(async () =>
    expect((await request(test.server).get(SERVICE)).status).toBe(200),
  );
  return test;
}

const reveal = (
  { server }: TestPlatform,
  body: object | string = WANTED,
  options: { service?: string; as?: string } = {},
) =>
  request(server)
    .post(`${options.service ?? SERVICE}/credentials`)
    .set('Authorization', options.as ?? mockCredentials.user.header())
    .set('Content-Type', 'application/json')
    .send(body);

describe('reveal of a credential', () => {
  let test: TestPlatform;
  beforeAll(async () => {
    test = await start();
  });
  afterAll(() => test.stop());
  beforeEach(() => {
    test.outlets.record('audit log', [
      test.auditor.createEvent.mock.calls,
      test.auditSuccess.mock.calls,
      test.auditFail.mock.calls,
    ]);
    jest.clearAllMocks();
  });

  const readsOfSecret = () => test.apps.requestsFor(SECRET_PATH, false).length;

  it('reads the Secret for this answer, which nobody may keep', async () => {
    const reads = readsOfSecret();
    const { status, body, headers } = await reveal(test);
    expect([status, body]).toEqual([
      200,
      {
        cluster: 'apps',
        namespace: 'orders',
        secretName: 'orders-db',
        values: { password: PLANTED_SECRET },
        readAt: expect.any(String),
      },
    ]);
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      pragma: 'no-cache',
    });
    expect(headers).not.toHaveProperty('etag');
    expect(readsOfSecret()).toBe(reads + 1);
  });

  it('goes to the audit log: who, what and why', async () => {
    await reveal(test);
    expect(test.auditor.createEvent.mock.calls).toEqual([
      [
        expect.objectContaining({
          eventId: 'credential-reveal',
          severityLevel: 'high',
          request: expect.anything(),
          meta: {
            queryType: 'by-ref',
            service: {
              cluster: 'platform',
              namespace: 'team-orders',
              name: 'orders-db',
            },
            user: 'user:default/mock',
            secret: {
              cluster: 'apps',
              namespace: 'orders',
              secretName: 'orders-db',
            },
            reason: WANTED.reason,
          },
        }),
      ],
    ]);
    expect(test.auditSuccess.mock.calls).toEqual([
      [{ meta: { keys: ['password'] } }],
    ]);
    expect(test.auditFail).not.toHaveBeenCalled();
  });

  it('is not done when the audit log cannot take it', async () => {
    const reads = readsOfSecret();
    test.auditor.createEvent.mockRejectedValueOnce(
      new Error('The disk is full'),
    );
    expect((await reveal(test)).status).toBe(500);
    expect(readsOfSecret()).toBe(reads);
  });

  it.each([
    ['no reason', { ...WANTED, reason: undefined }, 'reason'],
    [
      'a reason that says nothing',
      { ...WANTED, reason: '  test   ' },
      'reason',
    ],
    ['an unknown field', { ...WANTED, keys: ['password'] }, 'keys'],
    ['what is no JSON', '{"cluster":', 'must be JSON'],
  ])('wants no body with %s', async (_what, body, message) => {
    const response = await reveal(test, body);
    expect([response.status, response.body.error.name]).toEqual([
      400,
      'InputError',
    ]);
    expect(response.body.error.message).toContain(message);
  });

  it('reads no Secret that the claim does not name', async () => {
    const before = test.apps.requests.length;
    const response = await reveal(test, { ...WANTED, secretName: 'other' });
    expect([response.status, response.body.error.message]).toEqual([
      404,
      'Secret orders/other in cluster "apps" is not one that database service team-orders/orders-db delivers.',
    ]);
    expect(
      test.apps.requests
        .slice(before)
        .filter(({ url }) => url.pathname.includes('/secrets/')),
    ).toEqual([]);
    expect(test.auditFail).toHaveBeenCalledTimes(1);
  });

  it('shows no Secret of somebody else, although a claim names it as its own', async () => {
    test.platform.put(claim('thief-db', 'team-thief', 'default.component.x'));
    const service = '/api/dbaas/services/platform/team-thief/thief-db';
    await eventually(async () => {
      const { body } = await request(test.server).get(service);
      expect(body.connections).toMatchObject([{ secretName: 'orders-db' }]);
    });
    const response = await reveal(test, WANTED, { service });
    expect(response.status).toBe(404);
    expect(response.text).not.toContain(PLANTED_SECRET);
  });

  const answerSecret = (interception: Interception) =>
    test.apps.intercept((seen, response) =>
      seen.url.pathname === SECRET_PATH ? interception(seen, response) : false,
    );

  it.each<[string, Interception, number, string, string]>([
    [
      'Backstage lacks the right',
      (_seen, response) => {
        answerStatus(response, 403, 'Forbidden');
        return true;
      },
      403,
      'NotAllowedError',
      'Backstage may not get secrets in namespace "orders" of cluster "apps"',
    ],
    [
      'the Secret is not there',
      (_seen, response) => {
        answerStatus(response, 404, 'NotFound');
        return true;
      },
      404,
      'NotFoundError',
      'There is no Secret orders/orders-db in cluster "apps"',
    ],
    [
      'the token of Backstage is refused',
      (_seen, response) => {
        answerStatus(response, 401, 'Unauthorized');
        return true;
      },
      503,
      'ServiceUnavailableError',
      'does not accept the credentials of Backstage',
    ],
    [
      'the connection breaks',
      (_seen, response) => {
        response.destroy();
        return true;
      },
      503,
      'ServiceUnavailableError',
      'cannot be reached',
    ],
    [
      'something else comes, with a secret in it',
      (_seen, response) => {
        answer(response, 200, {
          ...deliveredSecret(),
          data: { password: PLANTED_SECRET },
        });
        return true;
      },
      503,
      'ServiceUnavailableError',
      'answered something else than the Secret',
    ],
  ])(
    'says what is missing when %s',
    async (_what, interception, status, name, message) => {
      const undo = answerSecret(interception);
      const { status: seen, body } = await reveal(test);
      undo();
      expect([seen, body.error.name]).toEqual([status, name]);
      expect(body.error.message).toContain(message);
      expect(test.auditFail).toHaveBeenCalledTimes(1);
    },
  );

  it('is for people only', async () => {
    const { status, body } = await reveal(test, WANTED, {
      as: mockCredentials.service.header(),
    });
    expect([status, body.error.message]).toEqual([
      403,
      'You are not allowed to have credentials shown, because only signed-in users are.',
    ]);
    expect(test.auditFail).toHaveBeenCalledTimes(1);
  });
});

describe('the settings of reveals', () => {
  it('bound the attempts of each user', async () => {
    const test = await start({ limit: 2, window: { minutes: 5 } });
    const ann = mockCredentials.user.header('user:default/ann');
    const bob = mockCredentials.user.header('user:default/bob');
    expect((await reveal(test, WANTED, { as: ann })).status).toBe(200);
    expect((await reveal(test, {}, { as: ann })).status).toBe(400);
    const { status, headers, body } = await reveal(test, WANTED, { as: ann });
    expect(status).toBe(429);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect(body).toMatchObject({
      error: {
        name: 'TooManyRequestsError',
        message: expect.stringContaining('Try again in'),
      },
      request: { method: 'POST' },
      response: { statusCode: 429 },
    });
    expect((await reveal(test, WANTED, { as: bob })).status).toBe(200);
    await test.stop();
  });

  it('can turn them off', async () => {
    const test = await start({ enabled: false });
    const { status, body } = await reveal(test);
    expect([status, body.error.message]).toEqual([
      403,
      'Credentials are not shown in this Backstage (dbaas.reveal.enabled).',
    ]);
    expect(test.apps.requestsFor(SECRET_PATH, false)).toEqual([]);
    await test.stop();
  });
});
