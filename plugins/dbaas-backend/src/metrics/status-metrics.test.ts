import { metricsServiceFactory } from '@backstage/backend-defaults/alpha';
import { metricsServiceRef } from '@backstage/backend-plugin-api/alpha';
import {
  mockServices,
  ServiceFactoryTester,
} from '@backstage/backend-test-utils';
import type { ServiceState } from '@backstage-dbaas/plugin-dbaas-common';
import { RecordedMetrics } from '../__testUtils__/recorded-metrics';
import type { ClusterHealth } from '../watch/cluster-status';
import { StatusMetrics } from './status-metrics';

const STARTED_AT = Date.parse('2026-11-25T12:00:00Z');
const NOW = Date.parse('2026-11-25T12:01:00Z');

const CLUSTERS: ClusterHealth[] = [
  {
    name: 'platform',
    state: 'connected',
    lastContactAt: '2026-11-25T12:00:45Z',
    objects: 120,
    kinds: 30,
    restarts: 2,
    unreadable: [],
  },
  {
    name: 'apps',
    state: 'unreachable',
    objects: 0,
    kinds: 0,
    restarts: 0,
    unreadable: [],
  },
];
const STATES: ServiceState[] = ['healthy', 'failed', 'healthy'];

const status = { clusters: () => CLUSTERS, states: () => STATES };

describe('StatusMetrics', () => {
  let now: number;
  let recorded: RecordedMetrics;
  let metrics: StatusMetrics;

  beforeEach(() => {
    now = STARTED_AT;
    recorded = new RecordedMetrics();
    metrics = new StatusMetrics(recorded, () => now);
    now = NOW;
  });

  it('has an instrument for each question, with unit and description', () => {
    expect(recorded.units).toEqual({
      'dbaas.objects': '{object}',
      'dbaas.watch.restarts': '{restart}',
      'dbaas.cluster.lag': 's',
      'dbaas.assessment.duration': 's',
      'dbaas.services': '{service}',
    });
    expect(recorded.descriptions).not.toContain(undefined);
  });

  it.each([
    ['dbaas.objects', 120, 0],
    ['dbaas.watch.restarts', 2, 0],
    // One that has never answered is as far behind as we have been waiting.
    ['dbaas.cluster.lag', 15, 60],
  ])('measures %s for each cluster', async (name, platform, apps) => {
    metrics.observe(status);
    expect(await recorded.collect(name)).toEqual([
      { value: platform, attributes: { 'k8s.cluster.name': 'platform' } },
      { value: apps, attributes: { 'k8s.cluster.name': 'apps' } },
    ]);
  });

  it('counts the services in every state, also where there are none', async () => {
    metrics.observe(status);
    const counts = new Map(
      (await recorded.collect('dbaas.services')).map(
        ({ value, attributes }) => [attributes?.['dbaas.service.state'], value],
      ),
    );
    expect(counts.get('healthy')).toBe(2);
    expect(counts.get('failed')).toBe(1);
    expect(counts.get('degraded')).toBe(0);
  });

  it('records how long an assessment takes', async () => {
    metrics.assessed(0.0004);
    expect(await recorded.collect('dbaas.assessment.duration')).toEqual([
      { value: 0.0004 },
    ]);
  });

  it('measures nothing any more when stopped', async () => {
    metrics.observe(status)();
    expect(await recorded.collect('dbaas.objects')).toEqual([]);
    expect(await recorded.collect('dbaas.services')).toEqual([]);
  });

  it('does no harm in a backend without an OpenTelemetry SDK', async () => {
    const service = await ServiceFactoryTester.from(metricsServiceFactory, {
      dependencies: [mockServices.rootConfig.factory()],
    }).getSubject();
    expect(metricsServiceRef.id).toBe(metricsServiceFactory.service.id);
    const clusters = jest.fn(() => CLUSTERS);
    const real = new StatusMetrics(service);
    const stop = real.observe({ ...status, clusters });
    real.assessed(0.001);
    stop();
    expect(clusters).not.toHaveBeenCalled();
  });
});
