import { conditionOf } from '../resources/conditions';
import { isCarrier, readCarrier } from '../resources/provider-kubernetes';
import { readResource } from '../resources/read-resource';
import type { ReadContext } from '../resources/reader';
import { hasAge } from '../resources/timing';
import { isUsable, type Verdict } from '../resources/verdict';
import type { ServiceTree, TreeNode } from '../tree/build-tree';
import { roleOf } from '../tree/kinds';
import { keyOf } from '../tree/object-bag';
import type { AssessmentContext } from './assessment-context';
import { buildBudgetOf, tellsItWasReady } from './claim';
import { partBudgetSeconds } from './time-budgets';

/** An object of a database service with its verdict. @public */
export interface AssessedNode extends TreeNode {
  verdict: Verdict;
}

/** What holds for the whole database service. */
export interface ServiceProgress {
  wasReady: boolean;
  budgetSeconds: number;
  /** Never ready so far, and no longer at it than is normal. */
  firstBuild: boolean;
}

/** How far the first build of a database service is. */
export function progressOf(
  { root }: ServiceTree,
  context: AssessmentContext,
): ServiceProgress {
  const budgetSeconds =
    context.buildBudgetSeconds ?? buildBudgetOf(root.object, context.plans);
  const wasReady = context.wasReady ?? tellsItWasReady(root.object);
  return {
    wasReady,
    budgetSeconds,
    firstBuild: !wasReady && !hasAge(root.object, budgetSeconds, context),
  };
}

/** Reads every object of a database service. */
export function readTree(
  tree: ServiceTree,
  context: AssessmentContext,
): AssessedNode[] {
  const { wasReady, budgetSeconds, firstBuild } = progressOf(tree, context);
  const carriers = new Set(tree.nodes.map(({ parentId }) => parentId));
  const read = (node: TreeNode, more: Partial<ReadContext>): AssessedNode => {
    const { cluster, object } = node;
    const nodeContext: ReadContext = {
      now: context.now,
      buildBudgetSeconds:
        node.membership === 'root'
          ? budgetSeconds
          : partBudgetSeconds(object, budgetSeconds),
      lookup: key => lookUp(tree, context, cluster, key),
      sidecars: query => context.sidecars?.(cluster, query),
      latestWarning: one => tree.bag.latestWarning(cluster, one),
      ...more,
    };
    const { group, kind } = keyOf(object);
    // Behind it stands the object that it carries, which has a verdict of its own.
    const verdict =
      isCarrier(group, kind) && carriers.has(node.id)
        ? readCarrier(object, nodeContext)
        : (context.read ?? readResource)(object, nodeContext);
    return { ...node, verdict };
  };
  const servers = tree.nodes
    .filter(isServer)
    .map(node => read(node, { serverBuilding: firstBuild, wasReady }));
  const serverBuilding =
    firstBuild || servers.length === 0 || servers.some(isBuilding);
  const serverCreatedAt = servers
    .flatMap(({ object }) => object.metadata.creationTimestamp ?? [])
    .sort()[0];
  return tree.nodes.map(node =>
    read(node, {
      serverBuilding,
      serverCreatedAt,
      // Only the whole service is known to have been ready, not each part.
      ...(node.membership === 'root' && { wasReady }),
    }),
  );
}

function isServer(node: TreeNode): boolean {
  return node.membership !== 'dependency' && roleOf(node.object) === 'server';
}

function isBuilding({ verdict, object }: AssessedNode): boolean {
  const ready = conditionOf(object, 'Ready')?.status === 'True';
  return verdict.state === 'progressing' && !ready && !isUsable(verdict);
}

function lookUp(
  tree: ServiceTree,
  context: AssessmentContext,
  cluster: string,
  key: Parameters<NonNullable<ReadContext['lookup']>>[0],
) {
  const found = tree.bag.get(cluster, key);
  if (found) return { found: 'yes', object: found.object } as const;
  return context.lookup?.(cluster, key) ?? ({ found: 'unreadable' } as const);
}
