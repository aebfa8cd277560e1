import { z } from 'zod';
import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import { readManagedResource } from './crossplane-managed';
import type { ResourceReader } from './reader';
import { atProviderOf, readCloudServer, type CloudServerState } from './upjet';

/** An object in the namespaced kinds, a list of one in the others (provider-upjet-gcp 3.0). */
const settingsSchema = z
  .preprocess(
    settings => (Array.isArray(settings) ? settings[0] : settings),
    z.object({ activationPolicy: z.string().optional() }),
  )
  .catch({});

/** `activationPolicy: NEVER` is how Cloud SQL says that a server is stopped. */
function cloudSqlState(object: KubernetesObject): CloudServerState | undefined {
  const { activationPolicy } = settingsSchema.parse(
    atProviderOf(object).settings,
  );
  return activationPolicy === 'NEVER'
    ? {
        state: 'paused',
        path: 'status.atProvider.settings.activationPolicy',
        value: activationPolicy,
        sentence: 'The server is stopped on purpose; its data is kept.',
      }
    : undefined;
}

/** @internal */
export const googleReaders: readonly ResourceReader[] = [
  {
    groups: ['sql.gcp.m.upbound.io', 'sql.gcp.upbound.io'],
    kinds: ['DatabaseInstance'],
    read: (object, context) =>
      readCloudServer(object, context, cloudSqlState(object)),
  },
  {
    groups: ['*.gcp.m.upbound.io', '*.gcp.upbound.io'],
    read: (object, context) => readManagedResource(object, context),
  },
];
