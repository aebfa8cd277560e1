import type { Context } from '../context';
import {
  administratorData,
  ADMINISTRATOR_SECRET,
} from '../placements/remembered-access';
import { gate, type Need } from '../resources/gates';
import { composedName } from '../resources/names';
import {
  composedObject,
  type PlannedResource,
} from '../resources/planned-resource';
import { modeWithoutCa } from '../resources/tls';

/** Name of the ProviderConfig within the composition. */
export const PROVIDER_CONFIG = 'provider-config';

/** What lets provider-sql into the server. */
export function planProviderConfig(context: Context): PlannedResource[] {
  const { claim, observed, access } = context;
  const secretName = composedName(claim.metadata.name, 'administrator');
  const known = () =>
    gate({
      met: access.known,
      what: access.missing ?? 'the credentials of the server',
    });
  const secret = composedObject(claim, 'server', {
    apiVersion: 'v1',
    kind: 'Secret',
    name: secretName,
    content: {
      type: 'Opaque',
      data: access.known
        ? administratorData(access)
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

const ACCESS = 'the access to the server';

/** What everything inside the server waits for. */
export function serverNeeds({ observed, placement }: Context): Need[] {
  return [
    ...(placement.server
      ? [observed.usable(placement.server, 'the server')]
      : []),
    {
      what: ACCESS,
      met: [
        observed.exists(PROVIDER_CONFIG, ACCESS),
        ...placement.support.map(name => observed.usable(name, ACCESS)),
      ].every(({ met }) => met),
    },
  ];
}

function providerConfig({ claim, access }: Context, secretName: string) {
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
        sslMode: access.known ? modeWithoutCa(access.tls) : 'require',
      },
    },
  });
}
