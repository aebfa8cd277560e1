import type { StartOperator } from '../operator';
import { CLUSTER_PROVIDER_CONFIG, PROVIDER_CONFIG } from './kinds';
import { ObjectsController } from './objects-controller';
import { startProviderConfigsController } from './provider-configs-controller';

/** provider-kubernetes 1.2 on the platform cluster: objects in any cluster of the sandbox. */
export const startProviderKubernetes: StartOperator = async ({
  platform,
  clusterAt,
  log,
}) => {
  const objects = new ObjectsController({ platform, clusterAt }, log);
  const stopConfigs = [PROVIDER_CONFIG, CLUSTER_PROVIDER_CONFIG].map(kind =>
    startProviderConfigsController(kind, platform, log),
  );
  return {
    stop: async () => {
      await Promise.all([objects.stop(), ...stopConfigs.map(stop => stop())]);
    },
  };
};
