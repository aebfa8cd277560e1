import type { ResourceRef } from '../api/assessment';
import type { ResourceNode } from '../api/database-service';
import type { ClusterObject } from '../tree/object-bag';
import type { AssessedNode } from './read-tree';

/** What names the object of a node. @public */
export function refOf({ cluster, object }: ClusterObject): ResourceRef {
  const { name, namespace } = object.metadata;
  return {
    cluster,
    apiVersion: object.apiVersion,
    kind: object.kind,
    ...(namespace && { namespace }),
    name,
  };
}

/** The nodes as the API shows them: without the objects themselves. */
export function resourceNodesOf(
  nodes: readonly AssessedNode[],
): ResourceNode[] {
  const uidOf = new Map(
    nodes.map(({ id, object }) => [id, object.metadata.uid]),
  );
  return nodes.map(node => {
    const { verdict, parentId, layer, object, observedByController } = node;
    const { uid } = object.metadata;
    const parentUid = parentId ? uidOf.get(parentId) : undefined;
    return {
      ref: refOf(node),
      ...(uid && { uid }),
      ...(parentUid && { parentUid }),
      ...(layer && { layer }),
      state: verdict.state,
      reason: verdict.reason,
      sentence: verdict.sentence,
      ...(verdict.audience && { audience: verdict.audience }),
      ...(verdict.since && { since: verdict.since }),
      ...(observedByController && { observedByController }),
    };
  });
}
