import type {
  MetricsService,
  MetricsServiceObservable,
  MetricsServiceObservableCallback,
} from '@backstage/backend-plugin-api/alpha';
import {
  SERVICE_STATES_WORST_FIRST,
  type ServiceState,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { ClusterHealth } from '../watch/cluster-status';

/** Attributes, as OpenTelemetry's semantic conventions name them where they do. */
export const CLUSTER_ATTRIBUTE = 'k8s.cluster.name';
export const STATE_ATTRIBUTE = 'dbaas.service.state';

/** Most take less than a millisecond. */
const DURATION_BUCKETS = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25,
];

/** What is measured whenever metrics are collected. */
export interface MeasuredStatus {
  clusters(): ClusterHealth[];
  /** The state of every database service. */
  states(): Iterable<ServiceState>;
}

/**
 * All instruments of this plugin. Without an OpenTelemetry SDK in the backend
 * they cost nothing and say nothing.
 */
export class StatusMetrics {
  readonly #startedAt: number;
  readonly #instruments: ReturnType<typeof instruments>;

  constructor(
    metrics: MetricsService,
    private readonly now: () => number = Date.now,
  ) {
    this.#startedAt = now();
    this.#instruments = instruments(metrics);
  }

  /** Notes how long it took to put together and assess one database service. */
  readonly assessed = (seconds: number): void => {
    this.#instruments.assessmentDuration.record(seconds);
  };

  /** Measures clusters and services until the returned function is called. */
  observe({ clusters, states }: MeasuredStatus): () => void {
    const { objects, watchRestarts, lag, services } = this.#instruments;
    const stops = [
      observeClusters(objects, clusters, one => one.objects),
      observeClusters(watchRestarts, clusters, one => one.restarts),
      observeClusters(lag, clusters, one => this.#lagOf(one)),
      callingBack(services, result =>
        countStates(states()).forEach((count, state) =>
          result.observe(count, { [STATE_ATTRIBUTE]: state }),
        ),
      ),
    ];
    return () => stops.forEach(stop => stop());
  }

  /** A cluster that has never answered is as far behind as we have been waiting. */
  #lagOf({ lastContactAt }: ClusterHealth): number {
    const last = lastContactAt ? Date.parse(lastContactAt) : this.#startedAt;
    return Math.max(0, this.now() - last) / 1_000;
  }
}

function instruments(metrics: MetricsService) {
  return {
    objects: metrics.createObservableGauge('dbaas.objects', {
      description: 'Kubernetes objects that are known of a cluster',
      unit: '{object}',
    }),
    watchRestarts: metrics.createObservableCounter('dbaas.watch.restarts', {
      description:
        'Lists and watches of a cluster that had to be repeated because of trouble',
      unit: '{restart}',
    }),
    lag: metrics.createObservableGauge('dbaas.cluster.lag', {
      description: 'Time since anything came from a cluster',
      unit: 's',
    }),
    assessmentDuration: metrics.createHistogram('dbaas.assessment.duration', {
      description: 'Time to put together and assess one database service',
      unit: 's',
      advice: { explicitBucketBoundaries: DURATION_BUCKETS },
    }),
    services: metrics.createObservableGauge('dbaas.services', {
      description: 'Database services in a state',
      unit: '{service}',
    }),
  };
}

function observeClusters(
  instrument: MetricsServiceObservable,
  clusters: () => ClusterHealth[],
  valueOf: (cluster: ClusterHealth) => number,
): () => void {
  return callingBack(instrument, result =>
    clusters().forEach(cluster =>
      result.observe(valueOf(cluster), { [CLUSTER_ATTRIBUTE]: cluster.name }),
    ),
  );
}

function callingBack(
  instrument: MetricsServiceObservable,
  callback: MetricsServiceObservableCallback,
): () => void {
  instrument.addCallback(callback);
  return () => instrument.removeCallback(callback);
}

/** Every state, also one that no service is in: a gauge that vanishes looks like a fault. */
function countStates(
  states: Iterable<ServiceState>,
): Map<ServiceState, number> {
  const counts = new Map(SERVICE_STATES_WORST_FIRST.map(state => [state, 0]));
  for (const state of states) counts.set(state, (counts.get(state) ?? 0) + 1);
  return counts;
}
