import {
  LAYERS,
  type Layer,
  type ResourceNode,
  type ResourceRef,
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

/** A Usage or ClusterUsage: it keeps others from deletion, and is no part itself. */
function isProtection({ ref }: ResourceNode): boolean {
  return (
    ref.apiVersion.startsWith('protection.crossplane.io/') ||
    // Crossplane 1.
    (ref.apiVersion.startsWith('apiextensions.crossplane.io/') &&
      ref.kind === 'Usage')
  );
}

const CONFIGURATION_KINDS = /^(Cluster)?(ProviderConfig(Usage)?|SecretStore)$/;

/** Objects of Kubernetes itself that parts only need to be reached or configured. */
const PLUMBING_KINDS = ['ConfigMap', 'Service'];

const NEEDS_ATTENTION: readonly ResourceNode['state'][] = [
  'failed',
  'degraded',
  'deleting',
];

/**
 * Whether an object only helps others to be made, reached or protected, so that it
 * need not be seen. In trouble it is a part like any other.
 */
export function isSupporting(node: ResourceNode): boolean {
  const { apiVersion, kind } = node.ref;
  const helps =
    isProtection(node) ||
    CONFIGURATION_KINDS.test(kind) ||
    (apiVersion === 'v1' && PLUMBING_KINDS.includes(kind));
  return helps && !NEEDS_ATTENTION.includes(node.state);
}

/** One text for a resource, for keys. */
export function resourceId({ ref }: Pick<ResourceNode, 'ref'>): string {
  const { cluster, apiVersion, kind, namespace = '', name } = ref;
  return [cluster, apiVersion, kind, namespace, name].join('/');
}

/** Whether two refs name the same object, in whatever version of its API. */
export function isSameResource(one: ResourceRef, other: ResourceRef): boolean {
  const group = ({ apiVersion }: ResourceRef) =>
    apiVersion.split('/').slice(0, -1).join('/');
  return (
    one.cluster === other.cluster &&
    group(one) === group(other) &&
    one.kind === other.kind &&
    one.namespace === other.namespace &&
    one.name === other.name
  );
}
