import type { Layer } from '@backstage-dbaas/plugin-dbaas-common';
import type { Context } from '../context';

/** A role of the server that can log in. */
export interface LoginRole {
  /** Name of the Role within the composition. */
  resource: string;
  layer: Layer;
  /** Parts of the names of its objects after the name of the claim. */
  nameParts: string[];
  /** Such as `user "orders-app"`. */
  described: string;
  /** Raised to get another password. */
  rotation: number;
}

/** Name of a user within the composition. */
export const userResource = (user: string) => `user/${user}`;

/** Name of the role that owns a database, within the composition. */
export const ownerResource = (database: string) =>
  `database/${database}/role/owner`;

/** Somebody who logs in with delivered credentials. */
export function userLogin(name: string, rotation: number): LoginRole {
  return {
    resource: userResource(name),
    layer: 'users',
    nameParts: ['user', name],
    described: `user "${name}"`,
    rotation,
  };
}

/** The role that a schema is applied as. Nobody else knows its password. */
export function ownerLogin(database: string): LoginRole {
  return {
    resource: ownerResource(database),
    layer: 'databases',
    nameParts: [database, 'owner'],
    described: `the owner of database "${database}"`,
    rotation: 0,
  };
}

/** All roles of a claim that can log in. */
export function loginRoles({
  claim,
  databases,
}: Pick<Context, 'claim' | 'databases'>): LoginRole[] {
  return [
    ...databases.map(({ name }) => ownerLogin(name)),
    ...claim.spec.users.map(user =>
      userLogin(user.name, user.passwordRotation),
    ),
  ];
}

/** Name of a generated password within the composition. */
export const passwordResource = ({ resource }: LoginRole, rotation: number) =>
  `${resource}/password/${rotation}`;

/** Whose password a resource of the composition is, if it is one. */
export function loginOfPassword(
  name: string,
): { role: LoginRole; rotation: number } | undefined {
  if (!name.includes('/password/')) return undefined;
  const user = /^user\/([^/]+)\/password\/(\d+)$/.exec(name);
  if (user) return { role: userLogin(user[1], 0), rotation: Number(user[2]) };
  const owner = /^database\/([^/]+)\/role\/owner\/password\/(\d+)$/.exec(name);
  if (owner) return { role: ownerLogin(owner[1]), rotation: Number(owner[2]) };
  return undefined;
}
