import { z } from 'zod';
import type { DeletionOutcome } from '../api/deletion-outcome';
import { groupOf } from '../kubernetes/kubernetes-object';
import { redactMessage } from '../redaction/redact';
import { conditionOf } from '../resources/conditions';
import type { TreeNode } from '../tree/build-tree';
import { roleOf } from '../tree/kinds';
import { refOf } from './resource-nodes';
import { serverOutcome } from './server-deletion';

/**
 * What would happen to the data if the claim were deleted now.
 *
 * @param nodes - of the tree of the database service, the claim first
 * @public
 */
export function deletionOutcome(nodes: readonly TreeNode[]): DeletionOutcome {
  const [root] = nodes;
  return (
    refusedByUsage(root, nodes) ??
    leftByGitOps(root) ??
    outcomeOfServers(nodes) ??
    outcomeOfDatabases(nodes) ?? {
      effect: 'unknown',
      sentence: 'Not known: no server of this database service was found.',
      remains: [],
      evidence: [],
    }
  );
}

const usageSchema = z.object({
  of: z.object({
    apiVersion: z.string(),
    kind: z.string(),
    resourceRef: z.object({ name: z.string() }),
  }),
  by: z.unknown().optional(),
  reason: z.string().optional(),
});

/**
 * A Usage without `by` refuses a deletion for as long as it is there, whoever asks
 * (Crossplane 2.3, `protection.crossplane.io`).
 */
function refusedByUsage(
  { object: claim }: TreeNode,
  nodes: readonly TreeNode[],
): DeletionOutcome | undefined {
  for (const node of nodes) {
    if (groupOf(node.object) !== 'protection.crossplane.io') continue;
    const usage = usageSchema.safeParse(node.object.spec).data;
    const isOfClaim =
      usage !== undefined &&
      usage.by === undefined &&
      usage.of.kind === claim.kind &&
      groupOf(usage.of) === groupOf(claim) &&
      usage.of.resourceRef.name === claim.metadata.name;
    if (!isOfClaim || conditionOf(node.object, 'Ready')?.status === 'False')
      continue;
    const reason = redactMessage(usage.reason ?? 'It is in use.', 300);
    return {
      effect: 'refused',
      sentence: `Nothing: the cluster refuses it. ${reason}`,
      remains: [],
      evidence: [{ resource: refOf(node), path: 'spec.reason', value: reason }],
    };
  }
  return undefined;
}

/** Where somebody says that the claim outlives its file, and how. */
const LEFT: readonly { annotation: string; means: RegExp; engine: string }[] = [
  {
    annotation: 'argocd.argoproj.io/sync-options',
    means: /\bPrune=false\b/,
    engine: 'Argo CD',
  },
  {
    annotation: 'kustomize.toolkit.fluxcd.io/prune',
    means: /^disabled$/,
    engine: 'Flux',
  },
];

function leftByGitOps(root: TreeNode): DeletionOutcome | undefined {
  const { annotations = {}, labels = {} } = root.object.metadata;
  for (const { annotation, means, engine } of LEFT) {
    const value = annotations[annotation] ?? labels[annotation];
    if (value !== undefined && means.test(value))
      return {
        effect: 'refused',
        sentence: `Nothing: ${engine} leaves it in the cluster when its file is gone.`,
        remains: [],
        evidence: [
          {
            resource: refOf(root),
            path: `metadata.annotations[${annotation}]`,
            value,
          },
        ],
      };
  }
  return undefined;
}

/** The one with the least that is left counts. */
const WORST_FIRST: readonly DeletionOutcome['effect'][] = [
  'deleted',
  'unknown',
  'kept',
  'refused',
];

function outcomeOfServers(
  nodes: readonly TreeNode[],
): DeletionOutcome | undefined {
  const outcomes = nodes
    .filter(
      ({ object, membership }) =>
        membership !== 'dependency' && roleOf(object) === 'server',
    )
    .map(server => serverOutcome(server, nodes));
  return WORST_FIRST.flatMap(effect =>
    outcomes.filter(outcome => outcome.effect === effect),
  )[0];
}

/** Without a server of its own the claim is about databases in one that stays. */
function outcomeOfDatabases(
  nodes: readonly TreeNode[],
): DeletionOutcome | undefined {
  const databases = nodes.filter(
    ({ object, membership }) =>
      membership === 'part' && roleOf(object) === 'database',
  );
  if (databases.length === 0) return undefined;
  return {
    effect: 'deleted',
    sentence:
      'Its databases and users are dropped. The server stays, as the platform did not make it.',
    remains: [],
    evidence: databases.map(node => ({
      resource: refOf(node),
      path: 'kind',
      value: node.object.kind,
    })),
  };
}
