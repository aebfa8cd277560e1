import type { ManagedDatabase } from '@backstage-dbaas/plugin-dbaas-common';
import { postgresqlUri } from '../resources/connection-uri';
import type { Context } from '../context';
import { owningRoleNeeds } from './administrator-membership';
import {
  accessRoleResource,
  databaseNeeds,
  extensionResource,
  ownerOf,
  planExtensions,
} from './databases';
import { ownerSecretName } from './database-objects';
import { gate } from '../resources/gates';
import { secretData } from '../resources/kubernetes-secret';
import { accessRole, composedName, devDatabase } from '../resources/names';
import {
  composedObject,
  type PlannedResource,
} from '../resources/planned-resource';
import { serverNeeds } from './provider-config';
import { modeWithoutCa } from '../resources/tls';
import { sqlResource } from '../resources/sql-resource';

type SchemaRequest = ManagedDatabase['spec']['schema'][number];

/** Name of the schema of a database, within the composition. */
export const schemaResource = ({ database, migrations }: SchemaRequest) =>
  `schema/${database}/${migrations ? 'migrations' : 'declarative'}`;

/** Name of the dev database of a schema, within the composition. */
export const devDatabaseResource = (database: string) =>
  `schema/${database}/dev-database`;

const devSecretResource = (database: string) => `schema/${database}/dev-secret`;

const devSecretName = (claim: ManagedDatabase, database: string) =>
  composedName(claim.metadata.name, database, 'dev-url');

/** Each schema, with the empty database that Atlas works schemas out in. */
export function planSchemas(context: Context): PlannedResource[] {
  return context.claim.spec.schema.flatMap(request => [
    planDevDatabase(context, request),
    ...planDevExtensions(context, request),
    planDevSecret(context, request),
    planAtlas(context, request),
  ]);
}

/**
 * Without it Atlas Operator would start a container of PostgreSQL's newest image
 * in the namespace of the claim (AtlasSchema `spec.devURLFrom`, 0.7). Two schemas
 * must not share one.
 */
function planDevDatabase(
  context: Context,
  { database }: SchemaRequest,
): PlannedResource {
  return {
    name: devDatabaseResource(database),
    layer: 'schema',
    object: sqlResource(context.claim, {
      kind: 'Database',
      layer: 'schema',
      nameParts: [database, 'dev'],
      externalName: devDatabase(database),
      forProvider: { owner: accessRole(database, 'owner') },
    }),
    gate: () =>
      gate(
        ...serverNeeds(context),
        ...owningRoleNeeds(context, ownerOf(database)),
      ),
  };
}

/** The SQL of a schema may use what the extensions of its database define. */
function planDevExtensions(
  context: Context,
  { database }: SchemaRequest,
): PlannedResource[] {
  return planExtensions(
    context,
    {
      name: devDatabase(database),
      resource: devDatabaseResource(database),
      layer: 'schema',
    },
    extensionsOf(context, database),
  );
}

function planDevSecret(
  context: Context,
  { database }: SchemaRequest,
): PlannedResource {
  const { claim, observed } = context;
  const name = devSecretResource(database);
  const url = devUrl(context, database);
  return {
    name,
    layer: 'schema',
    object: composedObject(claim, 'schema', {
      apiVersion: 'v1',
      kind: 'Secret',
      name: devSecretName(claim, database),
      content: {
        type: 'Opaque',
        data: url ? secretData({ url }) : observed.get(name)?.object.data ?? {},
      },
    }),
    gate: () =>
      gate({
        met: url !== undefined,
        what: `the password of the owner of database "${database}"`,
      }),
  };
}

function devUrl(
  { observed, access }: Context,
  database: string,
): string | undefined {
  const { username, password } =
    observed.get(accessRoleResource(database, 'owner'))?.connectionDetails ??
    {};
  if (!username || !password || !access.known) return undefined;
  const { host, port } = access.administrator;
  return postgresqlUri(
    {
      host,
      port,
      username,
      password,
      database: devDatabase(database),
      tls: access.tls,
    },
    'postgres',
  );
}

function planAtlas(context: Context, request: SchemaRequest): PlannedResource {
  const { claim, observed } = context;
  const { database, migrations } = request;
  return {
    name: schemaResource(request),
    layer: 'schema',
    object: composedObject(claim, 'schema', {
      apiVersion: 'db.atlasgo.io/v1alpha1',
      kind: migrations ? 'AtlasMigration' : 'AtlasSchema',
      name: composedName(claim.metadata.name, database, 'schema'),
      content: {
        spec: {
          credentials: atlasCredentials(context, database),
          devURLFrom: {
            secretKeyRef: { name: devSecretName(claim, database), key: 'url' },
          },
          ...(migrations
            ? migrationSpec(migrations, request)
            : declarativeSpec(request)),
        },
      },
    }),
    gate: () =>
      gate(
        {
          met: context.access.known,
          what: context.access.missing ?? 'the credentials of the server',
        },
        ...context.databases
          .filter(one => one.name === database)
          .flatMap(one => databaseNeeds(context, one)),
        observed.usable(
          devDatabaseResource(database),
          `the dev database of "${database}"`,
        ),
        observed.exists(
          devSecretResource(database),
          `the address of the dev database of "${database}"`,
        ),
        ...extensionsOf(context, database).map(extension =>
          observed.usable(
            extensionResource(devDatabase(database), extension),
            `extension "${extension}" in the dev database of "${database}"`,
          ),
        ),
      ),
  };
}

/**
 * Host and user stand in the spec: Atlas Operator does not wake when a Secret of
 * `hostFrom` or `userFrom` changes (0.7), but it does when the spec changes.
 */
function atlasCredentials({ claim, access }: Context, database: string) {
  return {
    scheme: 'postgres',
    ...(access.known && {
      host: access.administrator.host,
      port: access.administrator.port,
    }),
    user: accessRole(database, 'owner'),
    passwordFrom: {
      secretKeyRef: {
        name: ownerSecretName(claim.metadata.name, database),
        key: 'password',
      },
    },
    database,
    parameters: {
      sslmode: access.known ? modeWithoutCa(access.tls) : 'require',
    },
  };
}

function declarativeSpec({ declarative, allowDestructive }: SchemaRequest) {
  return {
    schemas: ['public'],
    schema: declarative?.configMapRef
      ? { configMapKeyRef: declarative.configMapRef }
      : { sql: declarative?.sql },
    policy: { lint: { destructive: { error: !allowDestructive } } },
  };
}

function migrationSpec(
  migrations: NonNullable<SchemaRequest['migrations']>,
  { allowDestructive }: SchemaRequest,
) {
  return {
    dir: { configMapRef: migrations.configMapRef },
    protectedFlows: {
      migrateDown: { allow: allowDestructive, autoApprove: allowDestructive },
    },
  };
}

function extensionsOf(
  { databases }: Context,
  database: string,
): readonly string[] {
  return databases.find(one => one.name === database)?.extensions ?? [];
}
