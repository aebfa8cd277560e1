import {
  SERVICE_SORTS,
  type DatabaseServiceSummary,
  type LayerState,
  type ServiceState,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { QueriedService } from './queried-service';
import { facetNumbersOf } from './service-facets';
import { queryServices, serviceQuerySchema } from './service-query';

function service(
  name: string,
  state: ServiceState,
  options: {
    cluster?: string;
    namespace?: string;
    placement?: string;
    owner?: string;
    entity?: string;
    schema?: LayerState;
    since?: string;
  } = {},
): QueriedService {
  const summary: DatabaseServiceSummary = {
    ref: {
      cluster: options.cluster ?? 'platform',
      namespace: options.namespace ?? 'team-orders',
      name,
    },
    entityRefs: options.entity ? [options.entity] : [],
    facts: { databases: [], users: [], placement: options.placement },
    assessment: {
      state,
      availability: 'unknown',
      convergence: 'unknown',
      headline: `Headline of ${name}`,
      since: options.since,
      layers: [
        {
          layer: 'schema',
          state: options.schema ?? 'healthy',
          summary: '',
          ready: 1,
          total: 1,
        },
      ],
      findings: [],
    },
    freshness: {
      observedAt: '2026-11-25T12:00:00Z',
      stale: false,
      unreadable: [],
    },
  };
  const resource = { owners: options.owner ? [options.owner] : [] };
  return {
    summary,
    resource,
    facetNumbers: facetNumbersOf({ summary, resource }),
  };
}

const fleet = [
  service('orders', 'healthy', {
    placement: 'cnpg',
    owner: 'group:default/orders',
    entity: 'component:default/orders-api',
    since: '2026-11-01T00:00:00Z',
  }),
  service('audit', 'failed', {
    schema: 'failed',
    since: '2026-11-20T00:00:00Z',
  }),
  service('billing', 'needsApproval', {
    namespace: 'team-billing',
    placement: 'aws',
    schema: 'needsApproval',
    since: '2026-11-10T00:00:00Z',
  }),
  service('orders', 'creating', { cluster: 'edge' }),
];

const run = (query: object) =>
  queryServices(fleet, serviceQuerySchema.parse(query));
const namesOf = (query: object) =>
  run(query).items.map(({ ref }) => `${ref.cluster}/${ref.name}`);

describe('queryServices', () => {
  it.each<[object, string[]]>([
    [
      {},
      ['platform/audit', 'platform/billing', 'edge/orders', 'platform/orders'],
    ],
    [{ state: 'failed' }, ['platform/audit']],
    [{ state: ['failed', 'creating'] }, ['platform/audit', 'edge/orders']],
    [{ layer: 'schema' }, ['platform/audit', 'platform/billing']],
    [{ layer: 'schema:needsApproval' }, ['platform/billing']],
    [{ cluster: 'edge' }, ['edge/orders']],
    [{ namespace: 'team-billing' }, ['platform/billing']],
    [{ placement: 'cnpg' }, ['platform/orders']],
    [{ owner: 'group:default/Orders' }, ['platform/orders']],
    [{ entity: 'component:default/orders-api' }, ['platform/orders']],
    [{ text: 'ORDERS-API' }, ['platform/orders']],
    [{ text: 'headline of aud' }, ['platform/audit']],
    [{ state: 'failed', cluster: 'edge' }, []],
    [
      { sort: 'name' },
      ['platform/audit', 'platform/billing', 'edge/orders', 'platform/orders'],
    ],
    [{ sort: '-name', limit: 2 }, ['platform/orders', 'edge/orders']],
    [
      { sort: '-since' },
      ['platform/audit', 'platform/billing', 'platform/orders', 'edge/orders'],
    ],
  ])('answers %j', (query, expected) => {
    expect(namesOf(query)).toEqual(expected);
  });

  it('counts the matches by field, on all pages', () => {
    const { totalItems, facets } = run({ limit: 1 });
    expect(totalItems).toBe(4);
    expect(facets).toMatchObject({
      state: { healthy: 1, failed: 1, needsApproval: 1, creating: 1 },
      cluster: { platform: 3, edge: 1 },
      placement: { cnpg: 1, aws: 1 },
      layer: { schema: 2 },
      owner: { 'group:default/orders': 1 },
    });
  });

  it('counts for each field what another choice there would find', () => {
    const { totalItems, facets } = run({
      cluster: 'platform',
      state: 'failed',
    });
    expect(totalItems).toBe(1);
    expect(facets).toMatchObject({
      // Within the cluster, whatever the state.
      state: { healthy: 1, failed: 1, needsApproval: 1 },
      // With the state, whatever the cluster.
      cluster: { platform: 1 },
      // With both.
      namespace: { 'team-orders': 1 },
      placement: {},
      layer: { schema: 1 },
    });
  });

  it('counts nothing that the search does not find', () => {
    expect(run({ text: 'billing', state: 'failed' }).facets).toMatchObject({
      state: { needsApproval: 1 },
      cluster: {},
    });
  });

  it.each(SERVICE_SORTS)(
    'walks through all pages in the order of %s, each row once',
    sort => {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = run({ sort, limit: 1, ...(cursor && { cursor }) });
        seen.push(...page.items.map(({ ref }) => `${ref.cluster}/${ref.name}`));
        cursor = page.nextCursor;
      } while (cursor);
      expect(seen).toEqual(namesOf({ sort }));
    },
  );

  it('goes on behind a row that is gone', () => {
    const { nextCursor } = run({ sort: 'name', limit: 1 });
    const rest = queryServices(
      fleet.filter(({ summary }) => summary.ref.name !== 'audit'),
      serviceQuerySchema.parse({ sort: 'name', cursor: nextCursor }),
    );
    expect(rest.items.map(({ ref }) => ref.name)).toEqual([
      'billing',
      'orders',
      'orders',
    ]);
  });

  it('refuses a cursor that it did not give out', () => {
    expect(() => run({ cursor: 'bm9uc2Vuc2U' })).toThrow('cursor');
  });
});

describe('serviceQuerySchema', () => {
  it.each([
    [{ state: 'splendid' }],
    [{ layer: 'roof' }],
    [{ layer: 'schema:splendid' }],
    [{ limit: 0 }],
    [{ limit: 501 }],
    [{ sort: 'colour' }],
    [{ colour: 'red' }],
  ])('refuses %j', query => {
    expect(serviceQuerySchema.safeParse(query).success).toBe(false);
  });
});
