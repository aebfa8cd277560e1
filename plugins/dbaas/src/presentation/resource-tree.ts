import {
  LAYERS,
  type Layer,
  type ResourceNode,
} from '@backstage-dbaas/plugin-dbaas-common';

/** One row of the table of resources. */
export interface ResourceRow {
  node: ResourceNode;
  /** How deep below a resource of the same layer it stands. */
  depth: number;
}

/** The resources of one layer; `other` belong to the service as a whole. */
export interface ResourceGroup {
  layer: Layer | 'other';
  rows: ResourceRow[];
}

/** Resources by layer, in the order in which layers are built, children below their parents. */
export function resourceGroups(
  resources: readonly ResourceNode[],
): ResourceGroup[] {
  return (['other', ...LAYERS] as const)
    .map(layer => ({
      layer,
      rows: rowsOf(resources.filter(node => (node.layer ?? 'other') === layer)),
    }))
    .filter(({ rows }) => rows.length > 0);
}

function rowsOf(nodes: readonly ResourceNode[]): ResourceRow[] {
  const uids = new Set(nodes.flatMap(({ uid }) => uid ?? []));
  const visited = new Set<ResourceNode>();
  const visit = (node: ResourceNode, depth: number): ResourceRow[] => {
    if (visited.has(node)) return [];
    visited.add(node);
    const children = nodes.filter(
      ({ parentUid }) => parentUid !== undefined && parentUid === node.uid,
    );
    return [
      { node, depth },
      ...children.flatMap(child => visit(child, depth + 1)),
    ];
  };
  const roots = nodes.filter(
    ({ parentUid }) => parentUid === undefined || !uids.has(parentUid),
  );
  // Whatever hangs in a circle is shown too, at the top.
  return [
    ...roots.filter(node => !isProtection(node)),
    ...roots.filter(isProtection),
    ...nodes,
  ].flatMap(node => visit(node, 0));
}

/** A Usage or ClusterUsage of Crossplane 2: it keeps others from deletion, and is no part itself. */
function isProtection({ ref }: ResourceNode): boolean {
  return ref.apiVersion.startsWith('protection.crossplane.io/');
}
