import type {
  ConnectionKey,
  ManagedDatabase,
} from '@backstage-dbaas/plugin-dbaas-common';
import { postgresqlUri } from '../resources/connection-uri';
import type { Context } from '../context';
import { gate } from '../resources/gates';
import { secretData } from '../resources/kubernetes-secret';
import { composedName } from '../resources/names';
import {
  composedObject,
  type PlannedResource,
} from '../resources/planned-resource';
import { userResource } from './login-roles';

type Credentials = Record<ConnectionKey, string>;

/** A user together with a database it connects to. */
export interface Login {
  user: string;
  database: string;
}

/** Name of the Secret for a login, within the composition. */
export const credentialsResource = ({ user, database }: Login) =>
  `credentials/${user}/${database}`;

/** Name of the Secret for a login, on the platform cluster. */
export const credentialsSecretName = (
  claim: ManagedDatabase,
  { user, database }: Login,
) => composedName(claim.metadata.name, user, database, 'connection');

/** Every login of a claim: what users may access, and what is delivered. */
export function loginsOf({ spec }: ManagedDatabase): Login[] {
  const logins = [
    ...spec.users.flatMap(user =>
      user.access.map(({ database }) => ({ user: user.name, database })),
    ),
    ...spec.delivery.map(({ user, database }) => ({ user, database })),
  ];
  const byName = new Map(
    logins.map(login => [credentialsResource(login), login]),
  );
  return [...byName.values()];
}

/**
 * One Secret for each login, with everything that is needed to connect. It is
 * held back until all of it is known, because a Secret counts as ready as soon as
 * it exists. When something becomes unknown later the last values stay.
 */
export function planCredentials(context: Context): PlannedResource[] {
  const { claim, observed } = context;
  return loginsOf(claim).map(login => {
    const name = credentialsResource(login);
    const credentials = credentialsOf(context, login);
    return {
      name,
      layer: 'secrets',
      object: composedObject(claim, 'secrets', {
        apiVersion: 'v1',
        kind: 'Secret',
        name: credentialsSecretName(claim, login),
        content: {
          type: 'Opaque',
          data: credentials
            ? secretData(credentials)
            : observed.get(name)?.object.data ?? {},
        },
      }),
      gate: () =>
        gate(
          {
            met: endpointOf(context) !== undefined,
            what: 'the address of the server',
          },
          {
            met: Boolean(passwordOf(context, login)),
            what: `the password of user "${login.user}"`,
          },
        ),
    };
  });
}

function endpointOf({ access }: Context) {
  return access.known ? access.endpoint : undefined;
}

/** What provider-sql published after it had changed the server: it always works. */
function passwordOf({ observed }: Context, { user }: Login) {
  return observed.get(userResource(user))?.connectionDetails.password;
}

function credentialsOf(
  context: Context,
  login: Login,
): Credentials | undefined {
  const { access } = context;
  const password = passwordOf(context, login);
  if (!password || !access.known || !access.endpoint) return undefined;
  const { endpoint, tls } = access;
  const { user: username, database } = login;
  return {
    host: endpoint.host,
    port: String(endpoint.port),
    username,
    password,
    database,
    sslmode: tls.mode,
    ca: tls.ca,
    uri: postgresqlUri({ ...endpoint, username, password, database, tls }),
  };
}
