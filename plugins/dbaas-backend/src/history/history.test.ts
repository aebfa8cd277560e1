import {
  LAYERS,
  type Finding,
  type Layer,
  type LayerState,
  type ResourceRef,
  type ServiceState,
  type Transition,
} from '@backstage-dbaas/plugin-dbaas-common';
import { createTestDatabases } from '../__testUtils__/test-databases';
import { History } from './history';
import { parseHistoryQuery } from './history-query';
import type { Observation } from './observation';
import { isNews, rowsFor, rowSubject } from './transition-row';

const service = {
  cluster: 'platform',
  namespace: 'team-orders',
  name: 'orders-db',
};
const at = (minute: number) => new Date(Date.UTC(2026, 10, 25, 12, minute));

function seen(
  state: ServiceState,
  minute: number,
  more: {
    layers?: Partial<Record<Layer, LayerState>>;
    findings?: (Pick<Finding, 'code' | 'severity' | 'message'> &
      Partial<Finding>)[];
    schemas?: Observation['schemas'];
    service?: Observation['service'];
  } = {},
): Observation {
  return {
    service: more.service ?? service,
    schemas: more.schemas ?? [],
    at: at(minute),
    assessment: {
      state,
      availability: 'unknown',
      convergence: 'unknown',
      headline: `It is ${state}`,
      layers: LAYERS.map(layer => ({
        layer,
        state: more.layers?.[layer] ?? 'progressing',
        summary: '',
        ready: 0,
        total: 1,
      })),
      findings: (more.findings ?? []).map(finding => ({
        audience: 'you',
        evidence: [],
        ...finding,
      })),
    },
  };
}

const lint = {
  code: 'atlas.lint-policy',
  severity: 'critical',
  message: 'The schema change was refused.',
} as const;

function databaseRef(name: string): ResourceRef {
  return {
    cluster: 'platform',
    apiVersion: 'postgresql.sql.m.crossplane.io/v1alpha1',
    kind: 'Database',
    namespace: 'team-orders',
    name,
  };
}

/** As the assessment merges it: the finding speaks of the first. */
function onDatabases(...names: string[]) {
  const message = (name: string) => `Database ${name} is broken.`;
  return {
    code: 'databases.failed',
    severity: 'critical',
    message: message(names[0]),
    evidence: names.map((name, index) => ({
      ...(index > 0 && { message: message(name) }),
      resource: databaseRef(name),
      path: 'status.conditions[Synced]',
      value: 'False',
    })),
  } as const satisfies Partial<Finding>;
}

const databases = createTestDatabases();

describe.each(databases.eachSupportedId())('History on %s', databaseId => {
  async function create() {
    const knex = await databases.init(databaseId);
    const database = { getClient: async () => knex };
    return [await History.create(database), await History.create(database)];
  }
  const all = async (
    history: History,
    query: object = {},
    of = service,
  ): Promise<Transition[]> =>
    (await history.of(of, parseHistoryQuery(query))).items;

  it('notes a state once, however often it is seen', async () => {
    const [history] = await create();
    await history.record([seen('creating', 0)]);
    await history.record([seen('creating', 1)]);
    await history.record([
      seen('healthy', 2, { layers: { server: 'healthy' } }),
    ]);
    expect(await all(history, { subject: 'service' })).toEqual([
      {
        subject: 'service',
        from: 'creating',
        to: 'healthy',
        headline: 'It is healthy',
        at: '2026-11-25T12:02:00.000Z',
      },
      expect.objectContaining({ from: undefined, to: 'creating' }),
    ]);
    expect(await all(history, { subject: 'server' })).toHaveLength(2);
    expect(await all(history, { subject: 'dapr' })).toHaveLength(1);
  });

  it('notes problems that come and go', async () => {
    const [history] = await create();
    const minor = { ...lint, code: 'minor', severity: 'info' } as const;
    await history.record([seen('failed', 0, { findings: [lint, minor] })]);
    await history.record([seen('failed', 1, { findings: [lint] })]);
    await history.record([seen('healthy', 2)]);
    await history.record([seen('failed', 3, { findings: [lint] })]);
    const findings = await all(history, { subject: 'finding' });
    expect(findings.map(({ name, from, to }) => [name, from, to])).toEqual([
      ['atlas.lint-policy', 'resolved', 'found'],
      ['atlas.lint-policy', 'found', 'resolved'],
      ['atlas.lint-policy', undefined, 'found'],
    ]);
    expect(findings[1].headline).toBe('The schema change was refused.');
  });

  it('notes a problem of each object on its own', async () => {
    const [history] = await create();
    const both = onDatabases('orders', 'audit');
    await history.record([seen('failed', 0, { findings: [both] })]);
    await history.record([
      seen('failed', 1, { findings: [onDatabases('audit')] }),
    ]);
    const findings = await all(history, { subject: 'finding' });
    expect(
      findings.map(({ resource, from, to, headline }) => [
        resource?.name,
        from,
        to,
        headline,
      ]),
    ).toEqual([
      ['orders', 'found', 'resolved', 'Database orders is broken.'],
      ['audit', undefined, 'found', 'Database audit is broken.'],
      ['orders', undefined, 'found', 'Database orders is broken.'],
    ]);
    expect(findings[0].resource).toEqual(databaseRef('orders'));
  });

  it('sees the same object through another version of its API', async () => {
    const [history] = await create();
    const evidence = (apiVersion: string) => [
      {
        resource: { ...databaseRef('orders'), apiVersion },
        path: '',
        value: '',
      },
    ];
    for (const [minute, version] of ['v1alpha1', 'v1'].entries()) {
      const finding = {
        ...lint,
        evidence: evidence(`postgresql.sql.m.crossplane.io/${version}`),
      };
      await history.record([seen('failed', minute, { findings: [finding] })]);
    }
    expect(await all(history, { subject: 'finding' })).toHaveLength(1);
  });

  it('notes the versions of schemas', async () => {
    const [history] = await create();
    const version = (text?: string) => ({
      schemas: [{ database: 'orders', version: text }],
    });
    await history.record([seen('creating', 0, version())]);
    await history.record([seen('healthy', 1, version('1'))]);
    await history.record([seen('updating', 2, version())]);
    await history.record([seen('healthy', 3, version('2'))]);
    const versions = await all(history, { subject: 'schemaVersion' });
    expect(versions.map(({ name, from, to }) => [name, from, to])).toEqual([
      ['orders', '1', '2'],
      ['orders', undefined, '1'],
    ]);
  });

  it('cuts what is too long for the database', async () => {
    const [history] = await create();
    const long = seen('healthy', 0, {
      findings: [{ ...lint, code: 'x'.repeat(300) }],
      schemas: [{ database: 'orders', version: '1'.repeat(300) }],
    });
    await history.record([long]);
    expect(await history.record([long])).toEqual([]);
    const [version] = await all(history, { subject: 'schemaVersion' });
    expect(version.to).toHaveLength(255);
  });

  it('is written once by two replicas that see the same change, and only the writer hears of it', async () => {
    const [one, other] = await create();
    await one.record([seen('creating', 0)]);
    const written = await Promise.all([
      one.record([seen('degraded', 1)]),
      other.record([seen('degraded', 1)]),
    ]);
    expect(written.flat().map(({ to }) => to)).toEqual(['degraded']);
    const transitions = await all(one);
    expect(transitions.filter(({ to }) => to === 'degraded')).toHaveLength(1);
  });

  it('loses no state to another replica that has just noted an earlier one', async () => {
    const [one, other] = await create();
    await one.record([seen('creating', 0)]);
    await Promise.all([
      one.record([seen('degraded', 1)]),
      other.record([seen('healthy', 2)]),
    ]);
    const states = (await all(one, { subject: 'service' })).map(({ to }) => to);
    expect(states).toContain('healthy');
    expect(new Set(states).size).toBe(states.length);
  });

  it('is written once when replicas see many changes in different order', async () => {
    const [one, other] = await create();
    // Over and over: what two of them write must cross for rows to wait for each other.
    for (let round = 0; round < 40; round += 1) {
      const changes = Array.from({ length: 7 }, (_, index) =>
        seen('healthy', 0, {
          service: { ...service, name: `db-${round}-${index}` },
        }),
      );
      const written = await Promise.all([
        one.record(changes),
        other.record([...changes].reverse()),
      ]);
      expect(written.flat()).toHaveLength(7 * (LAYERS.length + 1));
    }
  });

  it('takes many database services at once and keeps them apart', async () => {
    const [history] = await create();
    const many = Array.from({ length: 250 }, (_, index) => ({
      ...service,
      name: `db-${index}`,
    }));
    const written = await history.record(
      many.map(one => seen('healthy', 0, { service: one })),
    );
    expect(written).toHaveLength(250 * (LAYERS.length + 1));
    expect(await all(history, {}, many[249])).toHaveLength(LAYERS.length + 1);
    expect(await all(history, {}, { ...many[0], cluster: 'x' })).toEqual([]);
    expect(
      await history.record(
        many.map(one => seen('healthy', 1, { service: one })),
      ),
    ).toEqual([]);
  });

  it('answers page by page', async () => {
    const [history] = await create();
    for (const [minute, state] of (
      ['creating', 'healthy', 'degraded', 'healthy'] as const
    ).entries())
      await history.record([seen(state, minute)]);
    const subject = ['service'];
    const first = await history.of(
      service,
      parseHistoryQuery({ subject, limit: '3' }),
    );
    expect(first.items.map(({ to }) => to)).toEqual([
      'healthy',
      'degraded',
      'healthy',
    ]);
    const second = await history.of(
      service,
      parseHistoryQuery({ subject, limit: '3', cursor: first.nextCursor }),
    );
    expect(second.items.map(({ to }) => to)).toEqual(['creating']);
    expect(second.nextCursor).toBeUndefined();
  });

  it('forgets what is old, but never what is the case now', async () => {
    const [history] = await create();
    await history.record([seen('creating', 0)]);
    await history.record([seen('healthy', 1)]);
    await history.record([seen('degraded', 30)]);
    expect(await history.forgetBefore(at(20))).toBe(2);
    expect(
      (await all(history, { subject: 'service' })).map(one => one.to),
    ).toEqual(['degraded']);
    expect(await all(history, { subject: 'server' })).toHaveLength(1);
    expect(await history.forgetBefore(at(59))).toBe(0);
  });

  it('forgets old problems that are over, and none that is not', async () => {
    const [history] = await create();
    const broken = (...names: string[]) => ({
      findings: [onDatabases(...names)],
    });
    await history.record([seen('failed', 0, broken('orders', 'audit'))]);
    await history.record([seen('failed', 1, broken('audit'))]);
    expect(await history.forgetBefore(at(20))).toBe(2);
    const left = await all(history, { subject: 'finding' });
    expect(left.map(({ resource, to }) => [resource?.name, to])).toEqual([
      ['audit', 'found'],
    ]);
  });
});

it.each([
  ['nothing was noted', undefined, true],
  ['an earlier moment was noted last', 1, true],
  ['a later moment was noted last', 3, false],
])('knows what is news when %s', (_, noted, expected) => {
  const [row] = rowsFor(seen('failed', 2), new Map());
  const last = noted && { ...row, at: at(noted).toISOString() };
  const latest = new Map(last ? [[rowSubject(last), last]] : []);
  expect(isNews(row, latest)).toBe(expected);
});

it.each([
  [{ limit: '0' }, 'limit'],
  [{ cursor: 'x' }, 'cursor'],
  [{ subject: 'moon' }, 'subject'],
  [{ other: '1' }, 'other'],
])('refuses %j', (query, field) => {
  expect(() => parseHistoryQuery(query)).toThrow(field);
});
