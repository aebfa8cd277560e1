import { z } from 'zod';
import {
  databaseName,
  kubernetesName,
  MAX_POSTGRESQL_NAME,
  userName,
  uniqueBy,
} from './names';
import { checkPlacement, externalServerSchema, PLACEMENTS } from './placement';
import { checkReferences } from './references';

/** API group, version, kind and plural of the claim. @public */
export const MANAGED_DATABASE = {
  group: 'dbaas.dev',
  version: 'v1alpha1',
  apiVersion: 'dbaas.dev/v1alpha1',
  kind: 'ManagedDatabase',
  plural: 'manageddatabases',
} as const;

/** What a user may do in a database, from most to least. @public */
export const ACCESS_LEVELS = ['owner', 'readWrite', 'readOnly'] as const;

/** PostgreSQL major versions on offer, oldest first. @public */
export const POSTGRESQL_VERSIONS = ['15', '16', '17', '18'] as const;

/** Dapr component types that a database service can back. @public */
export const DAPR_COMPONENT_TYPES = [
  'state.postgresql',
  'bindings.postgresql',
  'configuration.postgresql',
] as const;

/** Longest key of a ConfigMap. */
const MAX_KEY = 253;
/** Longest name of a plan or region, as of anything else that is in a label. */
const MAX_LABEL = 63;

/**
 * How much one server may hold. The API server bounds the cost of the rules of the
 * definition by these numbers, and a request that it would refuse must not be made.
 */
const LIMITS = {
  databases: 100,
  extensions: 50,
  users: 200,
  access: 30,
  schema: 100,
  delivery: 200,
  dapr: 200,
  scopes: 50,
} as const;

const atMost = (limit: number) =>
  [limit, { error: `At most ${limit} are possible.` }] as const;

const configMapKeyRef = z.object({
  name: kubernetesName,
  key: z.string().min(1).max(MAX_KEY),
});

const CRON_EXPRESSION = /^[-0-9A-Za-z*/,?]+( [-0-9A-Za-z*/,?]+){4}$/;

const schemaSource = z
  .object({
    database: databaseName,
    declarative: z
      .object({
        sql: z.string().min(1).optional(),
        configMapRef: configMapKeyRef.optional(),
      })
      .refine(
        source =>
          (source.sql === undefined) !== (source.configMapRef === undefined),
        {
          error: 'Give either the SQL or a ConfigMap, not both and not none.',
        },
      )
      .optional(),
    migrations: z
      .object({ configMapRef: z.object({ name: kubernetesName }) })
      .optional(),
    allowDestructive: z.boolean().default(false),
  })
  .refine(
    schema =>
      (schema.declarative === undefined) !== (schema.migrations === undefined),
    { error: 'Choose either a declarative schema or migrations.' },
  );

/** What `spec` of a claim may hold, with defaults filled in. @public */
export const managedDatabaseSpecSchema = z
  .object({
    engine: z.literal('postgresql').default('postgresql'),
    version: z.enum(POSTGRESQL_VERSIONS),
    placement: z.enum(PLACEMENTS),
    region: z.string().min(1).max(MAX_LABEL).optional(),
    external: externalServerSchema.optional(),
    plan: z.string().min(1).max(MAX_LABEL).optional(),
    storageGB: z.number().int().min(1).max(65_536).optional(),
    highAvailability: z.boolean().default(false),
    deletionProtection: z.boolean().default(true),
    backup: z
      .object({
        retentionDays: z.number().int().min(1).max(365).default(7),
        schedule: z
          .string()
          .max(100)
          .regex(CRON_EXPRESSION, {
            error:
              'Write a cron expression of five fields, such as "0 2 * * *".',
          })
          .default('0 2 * * *'),
      })
      .optional(),
    databases: z
      .array(
        z.object({
          name: databaseName,
          extensions: z
            .array(
              z
                .string()
                .max(MAX_POSTGRESQL_NAME)
                .regex(/^[a-z0-9_-]+$/),
            )
            .max(...atMost(LIMITS.extensions))
            .default([]),
        }),
      )
      .min(1)
      .max(...atMost(LIMITS.databases))
      .superRefine(uniqueBy('name', 'database')),
    users: z
      .array(
        z.object({
          name: userName,
          /** Raised to give the user another password. */
          passwordRotation: z.number().int().min(0).default(0),
          access: z
            .array(
              z.object({
                database: databaseName,
                level: z.enum(ACCESS_LEVELS),
              }),
            )
            .max(...atMost(LIMITS.access))
            .default([]),
        }),
      )
      .max(...atMost(LIMITS.users))
      .default([])
      .superRefine(uniqueBy('name', 'user')),
    schema: z
      .array(schemaSource)
      .max(...atMost(LIMITS.schema))
      .default([])
      .superRefine(uniqueBy('database', 'schema for')),
    delivery: z
      .array(
        z.object({
          cluster: kubernetesName,
          namespace: kubernetesName,
          user: userName,
          database: databaseName,
          secretName: kubernetesName,
        }),
      )
      .max(...atMost(LIMITS.delivery))
      .default([]),
    dapr: z
      .array(
        z.object({
          name: kubernetesName,
          type: z.enum(DAPR_COMPONENT_TYPES).default('state.postgresql'),
          cluster: kubernetesName,
          namespace: kubernetesName,
          scopes: z
            .array(kubernetesName)
            .min(1, {
              error:
                'Name at least one application that may use the component.',
            })
            .max(...atMost(LIMITS.scopes)),
        }),
      )
      .max(...atMost(LIMITS.dapr))
      .default([]),
  })
  .superRefine(checkPlacement)
  .superRefine(checkReferences);

/** @public */
export type ManagedDatabaseSpec = z.infer<typeof managedDatabaseSpecSchema>;
/** The spec as a person writes it: everything with a default may be missing. @public */
export type ManagedDatabaseSpecInput = z.input<
  typeof managedDatabaseSpecSchema
>;

/** A claim. @public */
export const managedDatabaseSchema = z.object({
  apiVersion: z.literal(MANAGED_DATABASE.apiVersion),
  kind: z.literal(MANAGED_DATABASE.kind),
  metadata: z.looseObject({
    name: kubernetesName.max(40, {
      error:
        'Use at most 40 characters: names of composed resources are made from it.',
    }),
    namespace: kubernetesName,
    labels: z.record(z.string(), z.string()).optional(),
    annotations: z.record(z.string(), z.string()).optional(),
  }),
  spec: managedDatabaseSpecSchema,
});

/** @public */
export type ManagedDatabase = z.infer<typeof managedDatabaseSchema>;
