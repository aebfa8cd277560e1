import { passwordReference } from '../resources/generated-password';
import {
  accessRole,
  composedName,
  type ACCESS_ROLES,
} from '../resources/names';
import { remembered } from '../resources/remembered';
import { sqlResource } from '../resources/sql-resource';

/**
 * The Role of a user.
 *
 * provider-sql publishes the password in a Secret of its own when it has given it to
 * the server. Without a password of ours it would publish none for a role that was
 * there before (crossplane-contrib/provider-sql#77).
 *
 * @param password - name of the Secret with the password, once there is one
 * @param actsAs - the role that it has in every session instead of its own
 */
export const userObject = remembered(
  (
    namespace: string,
    claimName: string,
    user: string,
    password: string | undefined,
    actsAs: string | undefined,
  ) =>
    sqlResource(
      { metadata: { namespace, name: claimName } },
      {
        kind: 'Role',
        layer: 'users',
        nameParts: ['user', user],
        externalName: user,
        forProvider: {
          privileges: { login: true, inherit: true },
          ...passwordReference(password),
          ...(actsAs !== undefined && {
            configurationParameters: [{ name: 'role', value: actsAs }],
          }),
        },
        connectionSecret: composedName(claimName, 'user', user, 'credentials'),
      },
    ),
);

/** What makes a user a member of a role of a database. */
export const membershipObject = remembered(
  (
    namespace: string,
    claimName: string,
    user: string,
    database: string,
    level: keyof typeof ACCESS_ROLES,
  ) =>
    sqlResource(
      { metadata: { namespace, name: claimName } },
      {
        kind: 'Grant',
        layer: 'users',
        nameParts: ['user', user, database, level],
        forProvider: { role: user, memberOf: accessRole(database, level) },
      },
    ),
);
