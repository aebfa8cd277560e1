import { z } from 'zod';
import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import { fromEpochSeconds } from './timing';

const secretRefSchema = z
  .object({ secretKeyRef: z.object({ name: z.string() }) })
  .optional()
  .catch(undefined);

const specSchema = z
  .object({
    backoffLimit: z.number().default(20).catch(20),
    credentials: z
      .object({ hostFrom: secretRefSchema, userFrom: secretRefSchema })
      .optional()
      .catch(undefined),
  })
  .catch({ backoffLimit: 20 });

/** AtlasSchema and AtlasMigration spell the same things differently. */
const statusSchema = z
  .object({
    observed_hash: z.string().optional().catch(undefined),
    last_applied: z.number().optional().catch(undefined),
    lastApplied: z.number().optional().catch(undefined),
    lastAppliedVersion: z.string().optional().catch(undefined),
    planURL: z.string().optional().catch(undefined),
    planLink: z.string().optional().catch(undefined),
    approvalUrl: z.string().optional().catch(undefined),
    failed: z.number().optional().catch(undefined),
  })
  .catch({});

/** What Atlas says of the schema that it applied. */
export interface AppliedSchema {
  /** Of the desired schema, not of the database. */
  hash?: string;
  version?: string;
  appliedAt?: string;
  approvalUrl?: string;
}

/** The facts in the status of an AtlasSchema or AtlasMigration. */
export function appliedSchemaOf(object: KubernetesObject): AppliedSchema {
  const status = statusSchema.parse(object.status ?? {});
  return {
    hash: status.observed_hash,
    version: status.lastAppliedVersion,
    appliedAt: fromEpochSeconds(status.last_applied ?? status.lastApplied),
    approvalUrl: status.planURL ?? status.planLink ?? status.approvalUrl,
  };
}

/** How often Atlas has tried in vain, and when it gives up; a limit of 0 means never. */
export interface AtlasAttempts {
  failed: number;
  gaveUp: boolean;
}

/** The attempts of an AtlasSchema or AtlasMigration. */
export function attemptsOf(object: KubernetesObject): AtlasAttempts {
  const { failed = 0 } = statusSchema.parse(object.status ?? {});
  const { backoffLimit } = specSchema.parse(object.spec ?? {});
  return { failed, gaveUp: backoffLimit > 0 && failed > backoffLimit };
}

/** Secrets with the address of the server. Atlas is not woken when one of them changes (0.7, 0.8). */
export function addressSecretsOf({ spec }: KubernetesObject): string[] {
  const { credentials } = specSchema.parse(spec ?? {});
  return [credentials?.hostFrom, credentials?.userFrom].flatMap(
    ref => ref?.secretKeyRef.name ?? [],
  );
}
