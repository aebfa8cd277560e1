import type { ResourceReader } from './reader';
import { readClusterwide } from './cluster-external-secret';
import { readExternalSecret } from './external-secret';
import { readPushSecret } from './push-secret';
import { readSecretStore } from './secret-store';

/** External Secrets 2.9: stores and ExternalSecrets (`v1`), PushSecrets (`v1alpha1`). */
export const EXTERNAL_SECRETS_GROUP = 'external-secrets.io';

/** @internal */
export const externalSecretsReaders: readonly ResourceReader[] = [
  {
    groups: [EXTERNAL_SECRETS_GROUP],
    kinds: ['ExternalSecret'],
    read: readExternalSecret,
  },
  {
    groups: [EXTERNAL_SECRETS_GROUP],
    kinds: ['PushSecret'],
    read: readPushSecret,
  },
  {
    groups: [EXTERNAL_SECRETS_GROUP],
    kinds: ['ClusterExternalSecret', 'ClusterPushSecret'],
    read: readClusterwide,
  },
  {
    groups: [EXTERNAL_SECRETS_GROUP],
    kinds: ['SecretStore', 'ClusterSecretStore'],
    read: readSecretStore,
  },
  {
    groups: ['generators.external-secrets.io'],
    read: ({ kind, metadata }) => ({
      state: 'healthy',
      reason: 'Exists',
      sentence: `${kind} ${metadata.name} is there; it is used when a Secret is made.`,
      evidence: [{ path: 'metadata.name', value: metadata.name }],
    }),
  },
];
