import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import { CnpgError } from './cnpg-error';
import { PHASE } from './status';

const HIBERNATION_ANNOTATION = 'cnpg.io/hibernation';

const metaSchema = z.object({
  labels: z.record(z.string(), z.string()).default({}),
  annotations: z.record(z.string(), z.string()).default({}),
});

const nameRefSchema = z.object({ name: z.string() });

const additionalServiceSchema = z.object({
  selectorType: z.enum(['rw', 'r', 'ro']),
  serviceTemplate: z.object({
    metadata: metaSchema.extend({ name: z.string() }),
    spec: z.looseObject({ type: z.string().default('ClusterIP') }).prefault({}),
  }),
});

const initdbSchema = z.object({
  database: z.string().min(1).default('app'),
  owner: z.string().min(1).optional(),
  secret: nameRefSchema.optional(),
  postInitSQL: z.array(z.string()).default([]),
  postInitApplicationSQL: z.array(z.string()).default([]),
});

const clusterSchema = z.object({
  metadata: z.object({
    name: z.string(),
    namespace: z.string(),
    uid: z.string(),
    annotations: z.record(z.string(), z.string()).default({}),
  }),
  spec: z.object({
    instances: z.number().int().min(1).default(1),
    imageName: z.string().optional(),
    imageCatalogRef: z
      .object({ kind: z.string(), name: z.string(), major: z.number().int() })
      .optional(),
    enableSuperuserAccess: z.boolean().default(false),
    superuserSecret: nameRefSchema.optional(),
    inheritedMetadata: metaSchema.prefault({}),
    bootstrap: z
      .object({
        initdb: initdbSchema.prefault({}),
        recovery: z.unknown().optional(),
        pg_basebackup: z.unknown().optional(),
      })
      .prefault({}),
    postgresql: z
      .object({
        parameters: z.record(z.string(), z.string()).default({}),
        shared_preload_libraries: z.array(z.string()).default([]),
      })
      .prefault({}),
    managed: z
      .object({
        services: z
          .object({
            disabledDefaultServices: z
              .array(z.enum(['rw', 'r', 'ro']))
              .default([]),
            additional: z.array(additionalServiceSchema).default([]),
          })
          .prefault({}),
      })
      .prefault({}),
    resources: z.unknown().optional(),
  }),
});

export type AdditionalService = z.infer<typeof additionalServiceSchema>;

/** What somebody wants of a Cluster, as far as the sandbox can do it. */
export interface WantedCluster {
  name: string;
  namespace: string;
  uid: string;
  hibernated: boolean;
  instances: number;
  spec: z.infer<typeof clusterSchema>['spec'];
  /** Database and owner that are made at the beginning (`bootstrap.initdb`). */
  application: { database: string; owner: string; secretName: string };
}

/** Reads a Cluster. What the sandbox cannot do is an error that says so. */
export function readCluster(object: KubernetesObject): WantedCluster {
  const parsed = clusterSchema.safeParse(object);
  if (!parsed.success) {
    throw new CnpgError(PHASE.invalid, z.prettifyError(parsed.error));
  }
  const { metadata, spec } = parsed.data;
  const { initdb, recovery, pg_basebackup: copy } = spec.bootstrap;
  if (recovery !== undefined || copy !== undefined) {
    throw new CnpgError(
      PHASE.invalid,
      'the sandbox begins clusters by initdb only, not from a backup or another cluster',
    );
  }
  const { database, owner, secret } = initdb;
  return {
    name: metadata.name,
    namespace: metadata.namespace,
    uid: metadata.uid,
    hibernated: metadata.annotations[HIBERNATION_ANNOTATION] === 'on',
    instances: spec.instances,
    spec,
    application: {
      database,
      owner: owner ?? database,
      secretName: secret?.name ?? `${metadata.name}-app`,
    },
  };
}

/** Settings for postgresql.conf. Libraries are loaded as CloudNativePG would load them. */
export function settingsOf({ spec }: WantedCluster): Record<string, string> {
  const { parameters, shared_preload_libraries: libraries } = spec.postgresql;
  // CloudNativePG adds the library itself when one of its settings is given.
  const statistics = Object.keys(parameters).some(name =>
    name.startsWith('pg_stat_statements.'),
  );
  const all = [
    ...new Set([...libraries, ...(statistics ? ['pg_stat_statements'] : [])]),
  ];
  return {
    ...parameters,
    ...(all.length > 0 && { shared_preload_libraries: all.join(',') }),
  };
}
