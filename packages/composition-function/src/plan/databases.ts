import type { Layer } from '@backstage-dbaas/plugin-dbaas-common';
import type { Context } from '../context';
import { gate, type Need } from '../resources/gates';
import { accessRole, type ACCESS_ROLES } from '../resources/names';
import type { PlannedResource } from '../resources/planned-resource';
import {
  owningRoleNeeds,
  planAdministratorMembership,
  type OwningRole,
} from './administrator-membership';
import {
  databaseObjects,
  PRIVILEGES,
  type DatabaseObjects,
  type Privilege,
} from './database-objects';
import { ownerLogin, ownerResource } from './login-roles';
import { passwordNeeds, passwordSecret } from './passwords';
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

const privilegeResource = (database: string, { level, on }: Privilege) =>
  `database/${database}/privileges/${level}/${on}`;

/** The levels of access that others than the owner have. */
const LEVELS = ['readWrite', 'readOnly'] as const;

const hierarchyResource = (database: string) =>
  `database/${database}/role/readWrite/member-of/readOnly`;

/** Each database with its roles for access, default privileges and extensions. */
export function planDatabases(context: Context): PlannedResource[] {
  return context.databases.flatMap(request => [
    ...planDatabase(context, request.name),
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

function planDatabase(context: Context, name: string): PlannedResource[] {
  const { namespace, name: claimName } = context.claim.metadata;
  const objects = databaseObjects(
    namespace,
    claimName,
    name,
    passwordSecret(context, ownerLogin(name)),
  );
  return [
    ...planRoles(context, name, objects),
    ...planAdministratorMembership(context, ownerOf(name)),
    planHierarchy(context, name, objects),
    {
      name: databaseResource(name),
      layer: 'databases',
      object: objects.database,
      gate: () =>
        gate(
          ...serverNeeds(context),
          ...owningRoleNeeds(context, ownerOf(name)),
        ),
    },
    ...planPrivileges(context, name, objects),
  ];
}

/** The role that a database belongs to. */
export function ownerOf(database: string): OwningRole {
  const { resource, layer, nameParts, described } = ownerLogin(database);
  const name = accessRole(database, 'owner');
  return { resource, name, layer, nameParts, described };
}

function planRoles(
  context: Context,
  database: string,
  { roles }: DatabaseObjects,
): PlannedResource[] {
  const login = ownerLogin(database);
  return [
    {
      name: login.resource,
      layer: login.layer,
      object: roles.owner,
      gate: () =>
        gate(...serverNeeds(context), ...passwordNeeds(context, login)),
    },
    ...LEVELS.map(
      (level): PlannedResource => ({
        name: accessRoleResource(database, level),
        layer: 'databases',
        object: roles[level],
        gate: () => gate(...serverNeeds(context)),
      }),
    ),
  ];
}

function planHierarchy(
  { observed }: Context,
  database: string,
  { hierarchy }: DatabaseObjects,
): PlannedResource {
  return {
    name: hierarchyResource(database),
    layer: 'databases',
    object: hierarchy,
    gate: () =>
      gate(
        ...LEVELS.map(level =>
          observed.usable(
            accessRoleResource(database, level),
            `the roles of database "${database}"`,
          ),
        ),
      ),
  };
}

function planPrivileges(
  { observed }: Context,
  database: string,
  { privileges }: DatabaseObjects,
): PlannedResource[] {
  return PRIVILEGES.map((privilege, index) => ({
    name: privilegeResource(database, privilege),
    layer: 'databases',
    object: privileges[index],
    gate: () =>
      gate(
        observed.usable(databaseResource(database), `database "${database}"`),
        observed.usable(
          accessRoleResource(database, privilege.level),
          `the roles of database "${database}"`,
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
    gate: () =>
      gate(observed.usable(target.resource, `database "${target.name}"`)),
  }));
}
