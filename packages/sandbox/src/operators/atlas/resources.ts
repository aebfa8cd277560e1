import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';

const API_VERSION = 'db.atlasgo.io/v1alpha1';

export const ATLAS_SCHEMA = { apiVersion: API_VERSION, kind: 'AtlasSchema' };
export const ATLAS_MIGRATION = {
  apiVersion: API_VERSION,
  kind: 'AtlasMigration',
};

const keyRefSchema = z.object({
  name: z.string().default(''),
  key: z.string(),
});
const fromSchema = z
  .object({ secretKeyRef: keyRefSchema.optional() })
  .prefault({});

export type KeyRef = z.infer<typeof keyRefSchema>;

/** Fields by which both kinds name their databases (Atlas Operator 0.7, TargetSpec). */
const targetShape = {
  url: z.string().default(''),
  urlFrom: fromSchema,
  credentials: z
    .object({
      scheme: z.string().default(''),
      user: z.string().default(''),
      userFrom: fromSchema,
      password: z.string().default(''),
      passwordFrom: fromSchema,
      host: z.string().default(''),
      hostFrom: fromSchema,
      port: z.number().int().optional(),
      database: z.string().default(''),
      parameters: z.record(z.string(), z.string()).default({}),
    })
    .prefault({}),
  devURL: z.string().default(''),
  devURLFrom: fromSchema,
  config: z.string().optional(),
  backoffLimit: z.number().int().default(20),
};

const targetSchema = z.object(targetShape);

export type TargetSpec = z.infer<typeof targetSchema>;

const atlasSchemaSpec = z.object({
  ...targetShape,
  schema: z
    .object({
      sql: z.string().default(''),
      hcl: z.string().default(''),
      url: z.string().default(''),
      configMapKeyRef: keyRefSchema.optional(),
    })
    .prefault({}),
  schemas: z.array(z.string()).default([]),
  exclude: z.array(z.string()).default([]),
  policy: z
    .object({
      lint: z
        .object({
          destructive: z
            .object({ error: z.boolean().default(false) })
            .prefault({}),
        })
        .prefault({}),
      diff: z
        .object({ skip: z.record(z.string(), z.boolean()).default({}) })
        .prefault({}),
    })
    .prefault({}),
});

export type AtlasSchemaSpec = z.infer<typeof atlasSchemaSpec>;

const atlasMigrationSpec = z.object({
  ...targetShape,
  dir: z.object({
    configMapRef: z.object({ name: z.string() }).optional(),
    local: z.record(z.string(), z.string()).optional(),
    remote: z.object({ name: z.string().default('') }).prefault({}),
  }),
  revisionsSchema: z.string().default(''),
  baseline: z.string().default(''),
  execOrder: z.enum(['linear', 'linear-skip', 'non-linear']).default('linear'),
  protectedFlows: z
    .object({
      migrateDown: z
        .object({
          allow: z.boolean().default(false),
          autoApprove: z.boolean().default(false),
        })
        .prefault({}),
    })
    .prefault({}),
});

export type AtlasMigrationSpec = z.infer<typeof atlasMigrationSpec>;

/** The `spec` of an AtlasSchema. */
export function readAtlasSchema(object: KubernetesObject): AtlasSchemaSpec {
  return atlasSchemaSpec.parse(object.spec ?? {});
}

/** The `spec` of an AtlasMigration. */
export function readAtlasMigration(
  object: KubernetesObject,
): AtlasMigrationSpec {
  return atlasMigrationSpec.parse(object.spec ?? {});
}
