import { createServiceFactory } from '@backstage/backend-plugin-api';
import { metricsServiceRef } from '@backstage/backend-plugin-api/alpha';
import { eventually } from '../__testUtils__/eventually';
import { RecordedMetrics } from '../__testUtils__/recorded-metrics';
import {
  startTestPlatform,
  warmUp,
  type TestPlatform,
} from '../__testUtils__/test-platform';

describe('metrics of a running backend', () => {
  let platform: TestPlatform;
  const recorded = new RecordedMetrics();

  beforeAll(warmUp, 60_000);
  beforeAll(async () => {
    platform = await startTestPlatform({
      features: [
        createServiceFactory({
          service: metricsServiceRef,
          deps: {},
          factory: () => recorded,
        }),
      ],
    });
  }, 60_000);
  afterAll(() => platform.stop());

  it('tell of its clusters, its database services and its own speed', async () => {
    await eventually(async () => {
      const services = await recorded.collect('dbaas.services');
      expect(services.reduce((sum, { value }) => sum + value, 0)).toBe(1);
    });
    expect(await recorded.collect('dbaas.objects')).toEqual([
      { value: 5, attributes: { 'k8s.cluster.name': 'platform' } },
      { value: 2, attributes: { 'k8s.cluster.name': 'apps' } },
    ]);
    const durations = await recorded.collect('dbaas.assessment.duration');
    expect(durations.length).toBeGreaterThan(0);
    for (const { value } of durations) expect(value).toBeGreaterThan(0);
  });
});
