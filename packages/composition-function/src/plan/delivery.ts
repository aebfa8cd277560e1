import {
  CONNECTION_KEYS,
  type ManagedDatabase,
} from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import type { Context } from '../context';
import {
  credentialsResource,
  credentialsSecretName,
  type Login,
} from './credentials';
import { gate } from '../resources/gates';
import { composedName } from '../resources/names';
import {
  composedObject,
  type PlannedResource,
} from '../resources/planned-resource';
import { remoteObject } from '../resources/remote-object';

/** One delivery of credentials to a namespace of an application cluster. */
export type Delivery = ManagedDatabase['spec']['delivery'][number];

/** On a PushSecret: the version of the Secret that it was told to push. */
export const SOURCE_VERSION_ANNOTATION = 'dbaas.dev/source-version';

/** On a remote ExternalSecret: the push that it was told to fetch. */
export const PUSHED_VERSION_ANNOTATION = 'dbaas.dev/pushed-version';

/** Name of the push of a login, within the composition. */
export const pushResource = ({ user, database }: Login) =>
  `push/${user}/${database}`;

/** Name of the remote ExternalSecret, within the composition. */
export const deliveryResource = (delivery: Delivery) =>
  `delivery/${delivery.cluster}/${delivery.namespace}/${delivery.secretName}`;

/** Credentials to the central store, and from there into application clusters. */
export function planDeliveries(context: Context): PlannedResource[] {
  const { delivery } = context.claim.spec;
  const pushed = new Map(delivery.map(one => [credentialsResource(one), one]));
  return [
    ...[...pushed.values()].map(login => planPush(context, login)),
    ...delivery.map(one => planPull(context, one)),
  ];
}

/** Key of a login in the central store, unique over all namespaces. */
function remoteKey({ metadata }: ManagedDatabase, login: Login): string {
  const { namespace, name } = metadata;
  return composedName(namespace, name, login.user, login.database);
}

function planPush(context: Context, login: Login): PlannedResource {
  const { claim, observed, settings } = context;
  const { clusterSecretStore, refreshInterval } = settings.secrets;
  const credentials = observed.get(credentialsResource(login))?.object;
  const sourceVersion = credentials?.metadata.resourceVersion;
  return {
    name: pushResource(login),
    layer: 'secrets',
    object: composedObject(claim, 'secrets', {
      apiVersion: 'external-secrets.io/v1alpha1',
      kind: 'PushSecret',
      name: composedName(
        claim.metadata.name,
        login.user,
        login.database,
        'push',
      ),
      // A PushSecret does not watch its source; a change of its own metadata
      // makes it push at once (External Secrets 2.9).
      ...(sourceVersion && {
        annotations: { [SOURCE_VERSION_ANNOTATION]: sourceVersion },
      }),
      content: {
        spec: {
          refreshInterval,
          updatePolicy: 'Replace',
          deletionPolicy: 'Delete',
          secretStoreRefs: [
            { kind: 'ClusterSecretStore', name: clusterSecretStore },
          ],
          selector: { secret: { name: credentialsSecretName(claim, login) } },
          // As one value: keys one by one would be as many versions in the store, and
          // the provider for Azure Key Vault would keep the last key only
          // (external-secrets/external-secrets#4510).
          data: [
            { match: { remoteRef: { remoteKey: remoteKey(claim, login) } } },
          ],
        },
      },
    }),
    gate: () =>
      gate(
        observed.exists(
          credentialsResource(login),
          `the credentials of user "${login.user}"`,
        ),
      ),
  };
}

const pushedSchema = z.object({
  status: z.object({ syncedResourceVersion: z.string().min(1) }),
});

/**
 * Names the push that was done last, so that it is fetched at once: the former password
 * is refused from the moment on in which a new one is set. External Secrets (2.9) works
 * again when an annotation changes, and says of a push which annotations it was for.
 */
function pushedVersion(
  { observed }: Context,
  login: Login,
): Record<string, string> | undefined {
  const push = pushedSchema.safeParse(
    observed.get(pushResource(login))?.object,
  );
  return push.success
    ? { [PUSHED_VERSION_ANNOTATION]: push.data.status.syncedResourceVersion }
    : undefined;
}

function planPull(context: Context, delivery: Delivery): PlannedResource {
  const { claim, observed, settings } = context;
  const { clusterSecretStore, refreshInterval } = settings.secrets;
  const key = remoteKey(claim, delivery);
  return {
    name: deliveryResource(delivery),
    layer: 'secrets',
    object: remoteObject(
      claim,
      'secrets',
      {
        cluster: delivery.cluster,
        namespace: delivery.namespace,
        apiVersion: 'external-secrets.io/v1',
        kind: 'ExternalSecret',
        name: delivery.secretName,
        annotations: pushedVersion(context, delivery),
        content: {
          spec: {
            refreshInterval,
            secretStoreRef: {
              kind: 'ClusterSecretStore',
              name: clusterSecretStore,
            },
            target: { name: delivery.secretName, creationPolicy: 'Owner' },
            data: CONNECTION_KEYS.map(secretKey => ({
              secretKey,
              remoteRef: { key, property: secretKey },
            })),
          },
        },
      },
      'DeriveFromObject',
    ),
    gate: () =>
      gate(
        observed.usable(
          pushResource(delivery),
          `the credentials of user "${delivery.user}" in the central store`,
        ),
      ),
  };
}
