import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import type { ResourceReader } from './reader';
import { readClusterwide } from './cluster-external-secret';
import { readExternalSecret } from './external-secret';
import { readPushSecret } from './push-secret';
import { readSecretStore } from './secret-store';
import { readUnexpectedStatus } from './silent';
import type { Verdict } from './verdict';

/** External Secrets 2.9: stores and ExternalSecrets (`v1`), PushSecrets (`v1alpha1`). */
export const EXTERNAL_SECRETS_GROUP = 'external-secrets.io';

/** A generator only works when a Secret is made with it. */
function readGenerator({ kind, metadata }: KubernetesObject): Verdict {
  return {
    state: 'healthy',
    reason: 'Exists',
    sentence: `${kind} ${metadata.name} is there; it is used when a Secret is made.`,
    evidence: [{ path: 'metadata.name', value: metadata.name }],
  };
}

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
    read: (object, context) =>
      readUnexpectedStatus(object, context) ?? readGenerator(object),
  },
];
