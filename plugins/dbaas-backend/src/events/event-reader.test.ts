import {
  resourceEventListSchema,
  type KubernetesObject,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { ServerResponse } from 'node:http';
import request from 'supertest';
import { eventually } from '../__testUtils__/eventually';
import { EVENTS, serveNamespaced } from '../__testUtils__/namespaced-reads';
import {
  cnpgCluster,
  externalSecret,
  PLANTED_SECRET,
} from '../__testUtils__/orders-database';
import { answerStatus } from '../__testUtils__/scripted-answers';
import {
  startTestPlatform,
  warmUp,
  type TestPlatform,
} from '../__testUtils__/test-platform';

const PATH = '/api/dbaas/services/platform/team-orders/orders-db/events';
const EVENTS_PATH = /^\/api\/v1\/namespaces\/[^/]+\/events$/;

function eventAbout(
  { metadata }: KubernetesObject,
  name: string,
  changes: object = {},
): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: {
      name,
      namespace: metadata.namespace ?? 'default',
      uid: `event-${name}`,
      creationTimestamp: '2026-11-25T12:00:00Z',
    },
    involvedObject: { uid: metadata.uid },
    type: 'Warning',
    reason: 'Unhealthy',
    message: `${name} happened`,
    lastTimestamp: '2026-11-25T12:00:00Z',
    count: 1,
    ...changes,
  };
}

beforeAll(warmUp, 60_000);

describe('Events of a database service', () => {
  let test: TestPlatform;
  const reads = () =>
    [test.platform, test.apps].flatMap(({ requests }) =>
      requests.filter(({ url }) => EVENTS_PATH.test(url.pathname)),
    );
  const get = async (query = '') => {
    const { status, body } = await request(test.server).get(`${PATH}${query}`);
    expect(status).toBe(200);
    return resourceEventListSchema.parse(body);
  };
  const messages = async (query?: string) =>
    (await get(query)).items.map(({ message }) => message);

  /** Kinds that come later are noticed when discovery runs again. */
  const ready = () =>
    eventually(async () => expect(await messages()).toHaveLength(2), 8_000);

  beforeAll(async () => {
    test = await startTestPlatform();
    for (const cluster of [test.platform, test.apps]) {
      cluster.serve(EVENTS);
      serveNamespaced(cluster, EVENTS);
    }
    const stranger = { ...cnpgCluster(), metadata: { name: 'x', uid: 'x' } };
    test.platform.put(eventAbout(cnpgCluster(), 'probe'));
    test.platform.put(eventAbout(stranger, 'stranger'));
    test.platform.put(
      eventAbout(cnpgCluster(), 'start', {
        type: 'Normal',
        lastTimestamp: '2026-11-25T12:01:00Z',
      }),
    );
    test.apps.put(
      eventAbout(externalSecret(), 'sync', {
        lastTimestamp: '2026-11-25T12:02:00Z',
        message: `cannot read password=${PLANTED_SECRET}`,
      }),
    );
    await ready();
  }, 20_000);
  afterAll(() => test.stop());

  it('are warnings, from memory, newest first and redacted', async () => {
    const before = reads().length;
    expect(await get()).toEqual({
      items: [
        expect.objectContaining({
          resource: expect.objectContaining({
            cluster: 'apps',
            kind: 'ExternalSecret',
          }),
          message: expect.stringMatching(/^cannot read password=/),
        }),
        {
          resource: {
            cluster: 'platform',
            apiVersion: 'postgresql.cnpg.io/v1',
            kind: 'Cluster',
            namespace: 'team-orders',
            name: 'orders-db',
          },
          type: 'Warning',
          reason: 'Unhealthy',
          message: 'probe happened',
          count: 1,
          firstAt: '2026-11-25T12:00:00Z',
          lastAt: '2026-11-25T12:00:00Z',
        },
      ],
      unreadable: [],
    });
    expect(reads()).toHaveLength(before);
  });

  it('are all of them when asked, from the clusters, and of nobody else', async () => {
    const before = reads().length;
    expect(await messages('?types=all')).toEqual([
      expect.stringMatching(/^cannot read password=/),
      'start happened',
      'probe happened',
    ]);
    const asked = reads()
      .slice(before)
      .map(({ url }) => [url.pathname, url.searchParams.get('fieldSelector')]);
    // One list for the five objects of one namespace, and a question for each of a few.
    expect(asked).toHaveLength(3);
    expect(asked).toEqual(
      expect.arrayContaining([
        ['/api/v1/namespaces/team-orders/events', null],
        [
          '/api/v1/namespaces/orders/events',
          'involvedObject.uid=external-secret',
        ],
        ['/api/v1/namespaces/orders/events', 'involvedObject.uid=secret'],
      ]),
    );
  });

  it.each<[string, string, (response: ServerResponse) => void]>([
    [
      'forbidden',
      'scripted Forbidden',
      response => answerStatus(response, 403, 'Forbidden'),
    ],
    [
      'unreachable',
      'The connection to cluster "apps" failed',
      response => response.destroy(),
    ],
  ])(
    'are those of the other clusters when one is %s, which is told once',
    async (problem, message, respond) => {
      const undo = test.apps.intercept(({ url }, response) => {
        if (!EVENTS_PATH.test(url.pathname)) return false;
        respond(response);
        return true;
      });
      const { items, unreadable } = await get('?types=all');
      undo();
      expect(items.map(one => one.message)).toEqual([
        'start happened',
        'probe happened',
      ]);
      expect(unreadable).toEqual([
        {
          cluster: 'apps',
          verb: 'list',
          resource: 'events',
          problem,
          message: expect.stringContaining(message),
          since: expect.any(String),
        },
      ]);
    },
  );

  it('end after 2,000 in one namespace, and say so', async () => {
    const pages: (string | null)[] = [];
    const undo = test.platform.intercept(({ url }, response) => {
      if (!EVENTS_PATH.test(url.pathname)) return false;
      pages.push(url.searchParams.get('continue'));
      response.end(
        JSON.stringify({
          metadata: { continue: String(pages.length) },
          items: [eventAbout(cnpgCluster(), `page ${pages.length}`)],
        }),
      );
      return true;
    });
    const { items, unreadable } = await get('?types=all');
    undo();
    expect(pages).toEqual([null, '1', '2', '3']);
    expect(items).toHaveLength(5);
    expect(unreadable).toMatchObject([
      { cluster: 'platform', problem: 'error' },
    ]);
    expect(unreadable[0].message).toContain(
      'more than 2000 Events in namespace "team-orders"',
    );
  });

  it('are told to assistants, when they are warnings', async () => {
    const { body } = await request(test.server)
      .post(
        '/api/dbaas/.backstage/actions/v1/actions/dbaas:explain-database-service/invoke',
      )
      .send({
        cluster: 'platform',
        namespace: 'team-orders',
        name: 'orders-db',
      });
    expect(body.output.warnings).toEqual([
      expect.objectContaining({
        resource: 'ExternalSecret orders/orders-db in cluster apps',
      }),
      {
        resource: 'Cluster team-orders/orders-db in cluster platform',
        reason: 'Unhealthy',
        message: 'probe happened',
        count: 1,
        lastAt: '2026-11-25T12:00:00Z',
      },
    ]);
  });

  it.each(['?types=some', '?type=all'])('know no %s', async query => {
    const { status, body } = await request(test.server).get(`${PATH}${query}`);
    expect([status, body.error.name]).toEqual([400, 'InputError']);
  });
});
