import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { passwordReference } from '../resources/generated-password';
import { accessRole, ACCESS_ROLES, composedName } from '../resources/names';
import type { NamedClaim } from '../resources/planned-resource';
import { remembered } from '../resources/remembered';
import { sqlResource } from '../resources/sql-resource';
import { ownerLogin } from './login-roles';

/** What one of the roles of a database may do. */
export interface Privilege {
  level: 'readWrite' | 'readOnly';
  on: 'database' | 'table' | 'sequence';
  privileges: string[];
}

/**
 * What readWrite adds to readOnly, whose member it is, and what readOnly has.
 * provider-sql 0.16 tells default privileges apart by role and object type only
 * (crossplane-contrib/provider-sql#458), so each pair is here once. USAGE on the
 * schema `public` is everybody's; who is not let into the database cannot use it.
 */
export const PRIVILEGES: readonly Privilege[] = [
  { level: 'readOnly', on: 'database', privileges: ['CONNECT', 'TEMPORARY'] },
  { level: 'readOnly', on: 'table', privileges: ['SELECT'] },
  {
    level: 'readWrite',
    on: 'table',
    privileges: ['INSERT', 'UPDATE', 'DELETE'],
  },
  { level: 'readWrite', on: 'sequence', privileges: ['USAGE', 'SELECT'] },
];

/** Name of the Secret with the password of the role that owns a database. */
export const ownerSecretName = (claimName: string, database: string) =>
  composedName(claimName, database, 'owner-credentials');

/** The objects that every database comes with. */
export interface DatabaseObjects {
  database: KubernetesObject;
  roles: Record<keyof typeof ACCESS_ROLES, KubernetesObject>;
  /** Makes readWrite a member of readOnly: who may write may read. */
  hierarchy: KubernetesObject;
  /** In the order of `PRIVILEGES`. */
  privileges: KubernetesObject[];
}

/**
 * The objects of a database.
 *
 * @param passwordSecret - with the password of the owner, once there is one
 */
export const databaseObjects = remembered(
  (
    namespace: string,
    claimName: string,
    database: string,
    passwordSecret: string | undefined,
  ): DatabaseObjects => {
    const claim = { metadata: { namespace, name: claimName } };
    return {
      database: databaseObject(claim, database),
      roles: {
        owner: ownerObject(claim, database, passwordSecret),
        readWrite: accessRoleObject(claim, database, 'readWrite'),
        readOnly: accessRoleObject(claim, database, 'readOnly'),
      },
      hierarchy: hierarchyObject(claim, database),
      privileges: PRIVILEGES.map(privilege =>
        privilegeObject(claim, database, privilege),
      ),
    };
  },
);

function databaseObject(claim: NamedClaim, database: string) {
  return sqlResource(claim, {
    kind: 'Database',
    layer: 'databases',
    nameParts: [database],
    externalName: database,
    forProvider: { owner: accessRole(database, 'owner') },
  });
}

/** The schema is applied as the owner, so that the tables belong to it. */
function ownerObject(
  claim: NamedClaim,
  database: string,
  passwordSecret: string | undefined,
) {
  const { layer, nameParts } = ownerLogin(database);
  return sqlResource(claim, {
    kind: 'Role',
    layer,
    nameParts,
    externalName: accessRole(database, 'owner'),
    forProvider: {
      privileges: { login: true },
      ...passwordReference(passwordSecret),
    },
    connectionSecret: ownerSecretName(claim.metadata.name, database),
  });
}

function accessRoleObject(
  claim: NamedClaim,
  database: string,
  level: 'readWrite' | 'readOnly',
) {
  return sqlResource(claim, {
    kind: 'Role',
    layer: 'databases',
    nameParts: [database, ACCESS_ROLES[level]],
    externalName: accessRole(database, level),
    forProvider: { privileges: { login: false } },
  });
}

function hierarchyObject(claim: NamedClaim, database: string) {
  return sqlResource(claim, {
    kind: 'Grant',
    layer: 'databases',
    nameParts: [database, ACCESS_ROLES.readWrite, ACCESS_ROLES.readOnly],
    forProvider: {
      role: accessRole(database, 'readWrite'),
      memberOf: accessRole(database, 'readOnly'),
    },
    keepOnDelete: true,
  });
}

function privilegeObject(
  claim: NamedClaim,
  database: string,
  { level, on, privileges }: Privilege,
) {
  return sqlResource(claim, {
    kind: on === 'database' ? 'Grant' : 'DefaultPrivileges',
    layer: 'databases',
    nameParts: [database, ACCESS_ROLES[level], on],
    forProvider: {
      database,
      role: accessRole(database, level),
      privileges,
      ...(on === 'database'
        ? { revokePublicOnDb: true }
        : {
            targetRole: accessRole(database, 'owner'),
            schema: 'public',
            objectType: on,
          }),
    },
    keepOnDelete: true,
  });
}
