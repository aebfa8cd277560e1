import type { ManagedDatabase } from '@backstage-dbaas/plugin-dbaas-common';
import type { Context } from '../context';
import { accessRoleResource } from './databases';
import { gate } from '../resources/gates';
import { accessRole } from '../resources/names';
import type { PlannedResource } from '../resources/planned-resource';
import { userLogin, userResource } from './login-roles';
import { passwordNeeds, passwordSecret } from './passwords';
import { serverNeeds } from './provider-config';
import { membershipObject, userObject } from './user-objects';

type User = ManagedDatabase['spec']['users'][number];
type Access = User['access'][number];

/**
 * Name of the membership that gives a user access to a database. The level is
 * part of it: another level is another Grant, so that the former one is revoked.
 */
export const membershipResource = (user: string, access: Access) =>
  `user/${user}/access/${access.database}/${access.level}`;

/** Users that can log in, and their membership in the roles of the databases. */
export function planUsers(context: Context): PlannedResource[] {
  return context.claim.spec.users.flatMap(user => [
    planUser(context, user),
    ...user.access.map(access => planMembership(context, user, access)),
  ]);
}

function planUser(context: Context, user: User): PlannedResource {
  const { namespace, name } = context.claim.metadata;
  const login = userLogin(user.name, user.passwordRotation);
  return {
    name: userResource(user.name),
    layer: 'users',
    object: userObject(
      namespace,
      name,
      user.name,
      passwordSecret(context, login),
      sessionRole(user),
    ),
    gate: () => gate(...serverNeeds(context), ...passwordNeeds(context, login)),
  };
}

/**
 * An owner acts as the role that owns the database, so that tables it makes are
 * open to the other users and stay when the user goes. A setting of a role holds
 * in all databases, so this is for users of one database only.
 */
function sessionRole({ access }: User): string | undefined {
  const [only, ...others] = access;
  return only?.level === 'owner' && others.length === 0
    ? accessRole(only.database, 'owner')
    : undefined;
}

function planMembership(
  context: Context,
  user: User,
  access: Access,
): PlannedResource {
  const { claim, observed } = context;
  const { namespace, name } = claim.metadata;
  const { database, level } = access;
  return {
    name: membershipResource(user.name, access),
    layer: 'users',
    object: membershipObject(namespace, name, user.name, database, level),
    gate: () =>
      gate(
        observed.usable(userResource(user.name), `user "${user.name}"`),
        observed.usable(
          accessRoleResource(database, level),
          `the roles of database "${database}"`,
        ),
      ),
  };
}
