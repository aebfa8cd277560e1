import {
  APPS_RESOURCES,
  claim,
  cnpgCluster,
  deliveredSecret,
  externalSecret,
  PLATFORM_RESOURCES,
  sqlDatabase,
  sqlGrant,
  sqlRole,
} from './orders-database';
import { ScriptedApiServer } from './scripted-api-server';

/** The two clusters of the example database service. */
export interface TestClusters {
  platform: ScriptedApiServer;
  apps: ScriptedApiServer;
}

export async function startTestClusters(): Promise<TestClusters> {
  const [platform, apps] = await Promise.all([
    ScriptedApiServer.start(),
    ScriptedApiServer.start(),
  ]);
  platform.serve(...PLATFORM_RESOURCES);
  apps.serve(...APPS_RESOURCES);
  return { platform, apps };
}

export async function stopTestClusters({
  platform,
  apps,
}: TestClusters): Promise<void> {
  await Promise.all([platform.stop(), apps.stop()]);
}

/** Where a backend finds the clusters: `kubernetes` of its configuration. */
export function kubernetesConfig({ platform, apps }: TestClusters) {
  return {
    clusterLocatorMethods: [
      {
        type: 'config',
        clusters: Object.entries({ platform, apps }).map(([name, { url }]) => ({
          name,
          url,
          authProvider: 'serviceAccount',
          serviceAccountToken: 'a-token',
          skipTLSVerify: true,
        })),
      },
    ],
  };
}

/** Puts the example database service into the clusters, healthy. */
export function putExample({ platform, apps }: TestClusters): void {
  [claim(), cnpgCluster(), sqlDatabase(), sqlRole(), sqlGrant()].forEach(
    object => platform.put(object),
  );
  [externalSecret(), deliveredSecret()].forEach(object => apps.put(object));
}

/** Puts the example as it is right after its request was applied. */
export function putRequested({ platform }: TestClusters): void {
  const { metadata, ...requested } = claim();
  platform.put({
    ...requested,
    status: {},
    metadata: { ...metadata, creationTimestamp: new Date().toISOString() },
  });
}
