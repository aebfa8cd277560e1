import type { StartOperator } from '../operator';
import { startExternalSecretsController } from './external-secrets-controller';
import { startPushSecretsController } from './push-secrets-controller';
import { startStoresController } from './stores-controller';

/** External Secrets Operator, installed on both clusters. */
export const startExternalSecrets: StartOperator = async context => {
  const stops = [context.platform, context.apps].flatMap(client => [
    startStoresController('SecretStore', client, context),
    startStoresController('ClusterSecretStore', client, context),
    startExternalSecretsController(client, context),
    startPushSecretsController(client, context),
  ]);
  return {
    stop: async () => void (await Promise.all(stops.map(stop => stop()))),
  };
};
