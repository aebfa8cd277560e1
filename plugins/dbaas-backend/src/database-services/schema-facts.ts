import {
  groupOf,
  type KubernetesObject,
  type ResourceNode,
  type SchemaFacts,
  type ClusterObject,
} from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';

const SHORT_HASH = 12;

const claimSpecSchema = z
  .object({
    schema: z
      .array(
        z.object({ database: z.string(), migrations: z.unknown().optional() }),
      )
      .catch([]),
  })
  .catch({ schema: [] });

const targetSchema = z.object({
  spec: z.object({ credentials: z.object({ database: z.string() }) }),
});

/** Atlas Operator 0.7; epoch seconds, and 0 for never. */
const atlasStatusSchema = z
  .object({
    observed_hash: z.string().optional(),
    last_applied: z.number().optional(),
    planURL: z.string().optional(),
    planLink: z.string().optional(),
    lastApplied: z.number().optional(),
    lastAppliedVersion: z.string().optional(),
    approvalUrl: z.string().optional(),
    conditions: z
      .array(z.object({ type: z.string(), reason: z.string().optional() }))
      .catch([]),
  })
  .catch({ conditions: [] });

/** What is known of the schemas that a claim asks for. */
export function schemaFactsOf(
  claim: KubernetesObject,
  objects: readonly ClusterObject[],
  nodes: readonly ResourceNode[],
): SchemaFacts[] {
  const { schema } = claimSpecSchema.parse(claim.spec ?? {});
  return schema.map(({ database, migrations }) => {
    const mode = migrations === undefined ? 'declarative' : 'versioned';
    const atlas = objects
      .map(({ object }) => object)
      .find(object => targets(object, database));
    if (!atlas) return { database, mode, state: 'progressing' };
    return { database, mode, ...readAtlas(atlas, nodes) };
  });
}

function targets(object: KubernetesObject, database: string): boolean {
  return (
    groupOf(object) === 'db.atlasgo.io' &&
    ['AtlasSchema', 'AtlasMigration'].includes(object.kind) &&
    targetSchema.safeParse(object).data?.spec.credentials.database === database
  );
}

function readAtlas(
  atlas: KubernetesObject,
  nodes: readonly ResourceNode[],
): Omit<SchemaFacts, 'database' | 'mode'> {
  const status = atlasStatusSchema.parse(atlas.status ?? {});
  const applied = status.last_applied || status.lastApplied;
  const version =
    status.lastAppliedVersion || status.observed_hash?.slice(0, SHORT_HASH);
  const pending = status.conditions.some(
    ({ reason }) => reason === 'ApprovalPending',
  );
  const approvalUrl = status.planLink ?? status.planURL ?? status.approvalUrl;
  const node = nodes.find(
    ({ uid }) => uid !== undefined && uid === atlas.metadata.uid,
  );
  return {
    state: pending ? 'needsApproval' : node?.state ?? 'unknown',
    ...(version && { version }),
    ...(applied && { appliedAt: new Date(applied * 1_000).toISOString() }),
    ...(pending && approvalUrl && { approvalUrl }),
  };
}
