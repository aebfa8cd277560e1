import {
  createServiceFactory,
  type BackendFeature,
} from '@backstage/backend-plugin-api';
import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  signalsServiceRef,
  type SignalPayload,
} from '@backstage/plugin-signals-node';
import type { JsonObject } from '@backstage/types';
import { createKubeConfig } from '../clusters/kube';
import { dbaasPlugin } from '../plugin';
import { PLANTED_SECRET } from './orders-database';
import { Outlets } from './outlets';
import {
  kubernetesConfig,
  putExample,
  startTestClusters,
  stopTestClusters,
  type TestClusters,
} from './test-clusters';

/** Two clusters with the example database service, and a backend that watches them. */
export interface TestPlatform extends TestClusters {
  server: Awaited<ReturnType<typeof startTestBackend>>['server'];
  signals: SignalPayload[];
  auditor: ReturnType<typeof mockServices.auditor.mock>;
  auditSuccess: jest.Mock;
  auditFail: jest.Mock;
  /** Everything that leaves the backend. */
  outlets: Outlets;
  /** Stops everything. Fails when the planted secret has got out anywhere. */
  stop(): Promise<void>;
}

export const ENTITIES: Entity[] = [
  component('orders-api', {}),
  component('reports', { 'dbaas.dev/database': 'team-orders/orders-db' }),
  component('future', {
    'dbaas.dev/database': 'platform/team-orders/not-there',
  }),
  component('broken', { 'dbaas.dev/database': 'not a link' }),
  component('plain', {}),
];

function component(name: string, annotations: Record<string, string>): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name, annotations },
    spec: { type: 'service', owner: 'team-orders' },
    relations: [{ type: 'ownedBy', targetRef: 'group:default/team-orders' }],
  };
}

/** The client library takes long to load the first time on a busy machine. */
export async function warmUp(): Promise<void> {
  await createKubeConfig({
    name: '',
    url: '',
    authentication: { type: 'none' },
  });
}

export async function startTestPlatform(
  options: {
    features?: BackendFeature[];
    config?: JsonObject;
    /** The clusters have the example database service, unless told otherwise. */
    objects?: 'none';
  } = {},
): Promise<TestPlatform> {
  const clusters = await startTestClusters();
  if (options.objects !== 'none') putExample(clusters);
  const backend = await startWatchingBackend({ ...options, clusters });
  return {
    ...backend,
    ...clusters,
    async stop() {
      await backend.stop().finally(() => stopTestClusters(clusters));
    },
  };
}

/** A backend that watches clusters which others may watch too. */
export async function startWatchingBackend(options: {
  clusters: TestClusters;
  features?: BackendFeature[];
  config?: JsonObject;
}): Promise<Omit<TestPlatform, keyof TestClusters>> {
  const outlets = new Outlets();
  const signals: SignalPayload[] = [];
  const auditSuccess = jest.fn();
  const auditFail = jest.fn();
  const auditor = mockServices.auditor.mock({
    createEvent: jest
      .fn()
      .mockResolvedValue({ success: auditSuccess, fail: auditFail }),
  });
  const backend = await startTestBackend({
    features: [
      dbaasPlugin,
      mockServices.rootConfig.factory({
        data: {
          ...options.config,
          kubernetes: kubernetesConfig(options.clusters),
        },
      }),
      catalogServiceMock.factory({ entities: ENTITIES }),
      auditor.factory,
      createServiceFactory({
        service: signalsServiceRef,
        deps: {},
        factory: () => ({
          publish: async signal => {
            signals.push(signal);
            outlets.record('signal', signal);
          },
        }),
      }),
      ...outlets.features,
      ...(options.features ?? []),
    ],
  });
  outlets.listenTo(backend.server);
  return {
    server: backend.server,
    signals,
    auditor,
    auditSuccess,
    auditFail,
    outlets,
    async stop() {
      outlets.record('audit log', [
        auditor.createEvent.mock.calls,
        auditSuccess.mock.calls,
        auditFail.mock.calls,
      ]);
      await outlets.dumpDatabase();
      await backend.stop();
      const leaks = outlets.leaksOf(PLANTED_SECRET);
      if (leaks.length > 0) {
        throw new Error(`The planted secret got out: ${leaks.join(', ')}`);
      }
    },
  };
}
