import type { Layer } from '@backstage-dbaas/plugin-dbaas-common';
import type { Context } from '../context';
import { gate, type Need } from '../resources/gates';
import { accessRole, ACCESS_ROLES, composedName } from '../resources/names';
import type { PlannedResource } from '../resources/planned-resource';
import {
  owningRoleNeeds,
  planAdministratorMembership,
  type OwningRole,
} from './administrator-membership';
import { ownerLogin, ownerResource } from './login-roles';
import { passwordNeeds, passwordReference } from './passwords';
import { serverNeeds } from './provider-config';
import type { DatabaseRequest } from './retained-databases';
import { sqlResource } from '../resources/sql-resource';

type Level = keyof typeof ACCESS_ROLES;

/** Name of a database within the composition. */
export const databaseResource = (database: string) => `database/${database}`;

/** The database that a resource of the composition is, if it is one. */
export function databaseOfResource(name: string): string | undefined {
  return /^database\/([^/]+)$/.exec(name)?.[1];
}

/** Name of the role for a level of access, within the composition. */
export const accessRoleResource = (database: string, level: Level) =>
  level === 'owner'
    ? ownerResource(database)
    : `database/${database}/role/${level}`;

/** Name of an extension within the composition. */
export const extensionResource = (database: string, extension: string) =>
  `extension/${database}/${extension}`;

/** Name of the Secret with the password of the role that owns a database. */
export const ownerSecretName = (claimName: string, database: string) =>
  composedName(claimName, database, 'owner-credentials');

/** What one of the roles of a database may do. */
interface Privilege {
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
const PRIVILEGES: readonly Privilege[] = [
  { level: 'readOnly', on: 'database', privileges: ['CONNECT', 'TEMPORARY'] },
  { level: 'readOnly', on: 'table', privileges: ['SELECT'] },
  {
    level: 'readWrite',
    on: 'table',
    privileges: ['INSERT', 'UPDATE', 'DELETE'],
  },
  { level: 'readWrite', on: 'sequence', privileges: ['USAGE', 'SELECT'] },
];

const privilegeResource = (database: string, { level, on }: Privilege) =>
  `database/${database}/privileges/${level}/${on}`;

const hierarchyResource = (database: string) =>
  `database/${database}/role/readWrite/member-of/readOnly`;

/** Each database with its roles for access, default privileges and extensions. */
export function planDatabases(context: Context): PlannedResource[] {
  return context.databases.flatMap(request => [
    ...planAccessRoles(context, request),
    ...planAdministratorMembership(context, ownerOf(request.name)),
    planHierarchy(context, request),
    planDatabase(context, request),
    ...planPrivileges(context, request),
    ...planExtensions(
      context,
      {
        name: request.name,
        resource: databaseResource(request.name),
        layer: 'databases',
      },
      request.extensions,
    ),
  ]);
}

/** What waits for a database with everything that comes with it. */
export function databaseNeeds(
  { observed }: Context,
  { name, extensions }: DatabaseRequest,
): Need[] {
  return [
    observed.usable(databaseResource(name), `database "${name}"`),
    observed.usable(hierarchyResource(name), `the roles of database "${name}"`),
    ...PRIVILEGES.map(privilege =>
      observed.usable(
        privilegeResource(name, privilege),
        `the privileges in database "${name}"`,
      ),
    ),
    ...extensions.map(extension =>
      observed.usable(
        extensionResource(name, extension),
        `extension "${extension}" in database "${name}"`,
      ),
    ),
  ];
}

function planDatabase(
  context: Context,
  { name }: DatabaseRequest,
): PlannedResource {
  return {
    name: databaseResource(name),
    layer: 'databases',
    object: sqlResource(context.claim, {
      kind: 'Database',
      layer: 'databases',
      nameParts: [name],
      externalName: name,
      forProvider: { owner: accessRole(name, 'owner') },
    }),
    gate: gate(
      ...serverNeeds(context),
      ...owningRoleNeeds(context, ownerOf(name)),
    ),
  };
}

/** The role that a database belongs to. */
export function ownerOf(database: string): OwningRole {
  const { resource, layer, nameParts, described } = ownerLogin(database);
  const name = accessRole(database, 'owner');
  return { resource, name, layer, nameParts, described };
}

function planAccessRoles(
  context: Context,
  { name }: DatabaseRequest,
): PlannedResource[] {
  return [
    planOwner(context, name),
    planAccessRole(context, name, 'readWrite'),
    planAccessRole(context, name, 'readOnly'),
  ];
}

/** The schema is applied as the owner, so that the tables belong to it. */
function planOwner(context: Context, database: string): PlannedResource {
  const login = ownerLogin(database);
  const { claim } = context;
  return {
    name: login.resource,
    layer: login.layer,
    object: sqlResource(claim, {
      kind: 'Role',
      layer: login.layer,
      nameParts: login.nameParts,
      externalName: accessRole(database, 'owner'),
      forProvider: {
        privileges: { login: true },
        ...passwordReference(context, login),
      },
      connectionSecret: ownerSecretName(claim.metadata.name, database),
    }),
    gate: gate(...serverNeeds(context), ...passwordNeeds(context, login)),
  };
}

function planAccessRole(
  context: Context,
  database: string,
  level: 'readWrite' | 'readOnly',
): PlannedResource {
  return {
    name: accessRoleResource(database, level),
    layer: 'databases',
    object: sqlResource(context.claim, {
      kind: 'Role',
      layer: 'databases',
      nameParts: [database, ACCESS_ROLES[level]],
      externalName: accessRole(database, level),
      forProvider: { privileges: { login: false } },
    }),
    gate: gate(...serverNeeds(context)),
  };
}

/** Who may write may read. */
function planHierarchy(
  { claim, observed }: Context,
  { name }: DatabaseRequest,
): PlannedResource {
  const levels = ['readWrite', 'readOnly'] as const;
  return {
    name: hierarchyResource(name),
    layer: 'databases',
    object: sqlResource(claim, {
      kind: 'Grant',
      layer: 'databases',
      nameParts: [name, ACCESS_ROLES.readWrite, ACCESS_ROLES.readOnly],
      forProvider: {
        role: accessRole(name, 'readWrite'),
        memberOf: accessRole(name, 'readOnly'),
      },
      keepOnDelete: true,
    }),
    gate: gate(
      ...levels.map(level =>
        observed.usable(
          accessRoleResource(name, level),
          `the roles of database "${name}"`,
        ),
      ),
    ),
  };
}

function planPrivileges(
  context: Context,
  { name }: DatabaseRequest,
): PlannedResource[] {
  return PRIVILEGES.map(privilege => ({
    name: privilegeResource(name, privilege),
    layer: 'databases',
    object: sqlResource(context.claim, {
      kind: privilege.on === 'database' ? 'Grant' : 'DefaultPrivileges',
      layer: 'databases',
      nameParts: [name, ACCESS_ROLES[privilege.level], privilege.on],
      forProvider: {
        database: name,
        role: accessRole(name, privilege.level),
        privileges: privilege.privileges,
        ...(privilege.on === 'database'
          ? { revokePublicOnDb: true }
          : {
              targetRole: accessRole(name, 'owner'),
              schema: 'public',
              objectType: privilege.on,
            }),
      },
      keepOnDelete: true,
    }),
    gate: gate(
      context.observed.usable(databaseResource(name), `database "${name}"`),
      context.observed.usable(
        accessRoleResource(name, privilege.level),
        `the roles of database "${name}"`,
      ),
    ),
  }));
}

/** A database that extensions are made in. */
interface ExtensionTarget {
  name: string;
  /** Its name within the composition. */
  resource: string;
  layer: Layer;
}

/** Extensions of a database. They stay when they are asked for no more. */
export function planExtensions(
  { claim, observed }: Context,
  target: ExtensionTarget,
  extensions: readonly string[],
): PlannedResource[] {
  return extensions.map(extension => ({
    name: extensionResource(target.name, extension),
    layer: target.layer,
    object: sqlResource(claim, {
      kind: 'Extension',
      layer: target.layer,
      nameParts: [target.name, 'extension', extension],
      forProvider: { extension, database: target.name },
      keepOnDelete: true,
    }),
    gate: gate(observed.usable(target.resource, `database "${target.name}"`)),
  }));
}
