import type { Context } from '../context';
import { gate, type Need } from '../resources/gates';
import { secretData } from '../resources/kubernetes-secret';
import { composedName } from '../resources/names';
import {
  composedObject,
  type PlannedResource,
} from '../resources/planned-resource';
import { SERVER } from './server';

/** Name of the ProviderConfig within the composition. */
export const PROVIDER_CONFIG = 'provider-config';
/** Name of the Secret with the superuser within the composition. */
export const ADMINISTRATOR_SECRET = 'administrator-secret';

/**
 * How TLS is asked for everywhere. CloudNativePG signs with a CA of its own, and
 * provider-sql has no field for a CA (ProviderConfig `spec.sslMode`, 0.16).
 */
export const SSL_MODE = 'require';

/** What lets provider-sql into the server. */
export function planProviderConfig(context: Context): PlannedResource[] {
  const { claim, observed, access } = context;
  const secretName = composedName(claim.metadata.name, 'administrator');
  const { administrator } = access;
  const known = gate({
    met: administrator !== undefined,
    what: 'the credentials of the server',
  });
  const secret = composedObject(claim, 'server', {
    apiVersion: 'v1',
    kind: 'Secret',
    name: secretName,
    content: {
      type: 'Opaque',
      data: administrator
        ? secretData({ ...administrator, port: String(administrator.port) })
        : observed.get(ADMINISTRATOR_SECRET)?.object.data ?? {},
    },
  });
  return [
    {
      name: ADMINISTRATOR_SECRET,
      layer: 'server',
      object: secret,
      gate: known,
    },
    {
      name: PROVIDER_CONFIG,
      layer: 'server',
      object: providerConfig(context, secretName),
      gate: known,
    },
  ];
}

/** What everything inside the server waits for. */
export function serverNeeds({ observed }: Context): Need[] {
  return [
    observed.usable(SERVER, 'the server'),
    observed.exists(PROVIDER_CONFIG, 'the access to the server'),
  ];
}

function providerConfig({ claim }: Context, secretName: string) {
  return composedObject(claim, 'server', {
    apiVersion: 'postgresql.sql.m.crossplane.io/v1alpha1',
    kind: 'ProviderConfig',
    name: claim.metadata.name,
    content: {
      spec: {
        credentials: {
          source: 'PostgreSQLConnectionSecret',
          connectionSecretRef: { name: secretName },
          secretKeyMapping: { endpoint: 'host' },
        },
        defaultDatabase: 'postgres',
        sslMode: SSL_MODE,
      },
    },
  });
}
