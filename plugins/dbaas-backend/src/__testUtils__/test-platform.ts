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
import {
  APPS_RESOURCES,
  claim,
  cnpgCluster,
  deliveredSecret,
  externalSecret,
  PLANTED_SECRET,
  PLATFORM_RESOURCES,
  sqlDatabase,
  sqlGrant,
  sqlRole,
} from './orders-database';
import { Outlets } from './outlets';
import { ScriptedApiServer } from './scripted-api-server';

/** Two clusters with the example database service, and a backend that watches them. */
export interface TestPlatform {
  platform: ScriptedApiServer;
  apps: ScriptedApiServer;
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
  const [platform, apps] = await Promise.all([
    ScriptedApiServer.start(),
    ScriptedApiServer.start(),
  ]);
  platform.serve(...PLATFORM_RESOURCES);
  apps.serve(...APPS_RESOURCES);
  if (options.objects !== 'none') putExample(platform, apps);

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
          kubernetes: {
            clusterLocatorMethods: [
              {
                type: 'config',
                clusters: [
                  cluster('platform', platform),
                  cluster('apps', apps),
                ],
              },
            ],
          },
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
    platform,
    apps,
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
      await Promise.all([platform.stop(), apps.stop()]);
      const leaks = outlets.leaksOf(PLANTED_SECRET);
      if (leaks.length > 0) {
        throw new Error(`The planted secret got out: ${leaks.join(', ')}`);
      }
    },
  };
}

function cluster(name: string, { url }: ScriptedApiServer) {
  return {
    name,
    url,
    authProvider: 'serviceAccount',
    serviceAccountToken: 'a-token',
    skipTLSVerify: true,
  };
}

/** Puts the example database service into the clusters, healthy. */
export function putExample(
  platform: ScriptedApiServer,
  apps: ScriptedApiServer,
): void {
  [claim(), cnpgCluster(), sqlDatabase(), sqlRole(), sqlGrant()].forEach(
    object => platform.put(object),
  );
  [externalSecret(), deliveredSecret()].forEach(object => apps.put(object));
}
