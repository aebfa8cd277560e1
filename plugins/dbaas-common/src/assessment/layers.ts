import type { LayerAssessment, LayerState } from '../api/assessment';
import type { UnreadableSource } from '../api/database-service';
import { LAYERS, type Layer } from '../layers';
import { appliedSchemaOf } from '../resources/atlas-status';
import { daprComponentOf } from '../resources/dapr';
import { isCarrier } from '../resources/provider-kubernetes';
import { isUsable } from '../resources/verdict';
import { roleOf } from '../tree/kinds';
import { keyOf } from '../tree/object-bag';
import type { AssessedNode } from './read-tree';
import type { ServiceItem } from './service-items';
import type { SourcesByLayer } from './unreadable-sources';

/** Worst first. An approval that is missing is work for a person, not an error. */
const PRECEDENCE: readonly LayerState[] = [
  'failed',
  'deleting',
  'needsApproval',
  'degraded',
  'paused',
  'unknown',
  'progressing',
  'healthy',
];

const SHORT_HASH = 12;

/** The six layers, always all of them and in order. */
export function assessLayers(
  items: readonly ServiceItem[],
  nodes: readonly AssessedNode[],
  unreadable: SourcesByLayer,
): LayerAssessment[] {
  return LAYERS.map(layer =>
    assessLayer(
      layer,
      items.filter(item => item.layer === layer),
      nodes.filter(
        node =>
          node.layer === layer &&
          node.membership !== 'detail' &&
          node.membership !== 'root',
      ),
      unreadable[layer],
    ),
  );
}

function assessLayer(
  layer: Layer,
  items: readonly ServiceItem[],
  nodes: readonly AssessedNode[],
  unreadable: readonly UnreadableSource[],
): LayerAssessment {
  const total = items.length;
  if (total === 0) {
    return {
      layer,
      state: 'notRequested',
      summary: 'Not requested',
      ready: 0,
      total,
    };
  }
  const ready = items.filter(isReady).length;
  const state = layerState(items, nodes, unreadable);
  const worst = nodes.find(node => effectiveState(node, nodes) === state);
  const since = state === 'healthy' ? latest(items) : worst?.verdict.since;
  return {
    layer,
    state,
    summary: summarize({ layer, state, ready, total, items, worst }),
    ready,
    total,
    ...(since && { since }),
  };
}

/** Whether a thing and what it needs are all as they should be. */
export function isReady({ node, helpers, incomplete }: ServiceItem): boolean {
  return (
    node !== undefined &&
    !incomplete &&
    [node, ...helpers].every(({ verdict }) => isUsable(verdict))
  );
}

function layerState(
  items: readonly ServiceItem[],
  nodes: readonly AssessedNode[],
  unreadable: readonly UnreadableSource[],
): LayerState {
  const missing = items.some(
    ({ node, incomplete }) => node === undefined || incomplete,
  );
  const states = [
    ...nodes.map(node => effectiveState(node, nodes)),
    // Nothing better can be had of a thing that reports nothing about itself.
    ...items.map(
      ({ node }) => node?.verdict.statusless && ('unknown' as const),
    ),
    // What is not there may be there all the same when nobody may look.
    missing && (unreadable.length > 0 ? 'unknown' : 'progressing'),
  ];
  return PRECEDENCE.find(state => states.includes(state)) ?? 'unknown';
}

/** What the state of one object means for its layer; undefined when it means nothing. */
export function effectiveState(
  node: AssessedNode,
  nodes: readonly AssessedNode[],
): LayerState | undefined {
  const { verdict } = node;
  const { group, kind } = keyOf(node.object);
  // What an Object carries speaks for itself.
  if (isCarrier(group, kind) && isUsable(verdict)) return undefined;
  // One backup tells little: the rule on backups looks at all of them.
  if (roleOf(node.object) === 'backup') return undefined;
  if (verdict.needsApproval) return 'needsApproval';
  if (verdict.statusless) return undefined;
  switch (verdict.state) {
    case 'deleting':
      // A part goes while the service stays: that is a change, not an end.
      return 'progressing';
    case 'unknown':
      return node.membership === 'dependency' || isSeenOtherwise(node, nodes)
        ? undefined
        : 'unknown';
    case 'failed':
      return isSupporting(node, nodes) ? 'degraded' : 'failed';
    default:
      return verdict.state;
  }
}

/** Whether the service works without the object, as long as others do. */
function isSupporting(
  node: AssessedNode,
  nodes: readonly AssessedNode[],
): boolean {
  if (node.membership === 'dependency') return true;
  const { group, kind } = keyOf(node.object);
  const role = roleOf(node.object);
  return (
    (role === 'push' && nodes.some(isDelivered)) ||
    (isCarrier(group, kind) &&
      nodes.some(({ parentId }) => parentId === node.id)) ||
    group === 'protection.crossplane.io'
  );
}

/** What we see ourselves does not depend on what Crossplane can see. */
function isSeenOtherwise(
  node: AssessedNode,
  nodes: readonly AssessedNode[],
): boolean {
  const { group, kind } = keyOf(node.object);
  return (
    isCarrier(group, kind) &&
    nodes.some(
      ({ parentId, observedByController }) =>
        parentId === node.id && !observedByController,
    )
  );
}

function isDelivered(node: AssessedNode): boolean {
  return roleOf(node.object) === 'delivery' && isUsable(node.verdict);
}

function latest(items: readonly ServiceItem[]): string | undefined {
  return items
    .flatMap(({ node }) => node?.verdict.since ?? [])
    .sort()
    .at(-1);
}

interface LayerFacts {
  layer: Layer;
  state: LayerState;
  ready: number;
  total: number;
  items: readonly ServiceItem[];
  worst: AssessedNode | undefined;
}

function summarize(facts: LayerFacts): string {
  const { layer, state, items, worst, ready, total } = facts;
  if (state === 'needsApproval') return 'Waits for approval';
  if (['failed', 'degraded', 'paused'].includes(state) && worst) {
    return worst.verdict.sentence;
  }
  switch (layer) {
    case 'server':
      return (
        { healthy: 'Ready', unknown: 'State unknown' }[String(state)] ??
        'Being created'
      );
    case 'secrets':
      return deliverySummary(items);
    case 'schema':
      return schemaSummary(facts);
    case 'dapr':
      return daprSummary(facts);
    default:
      return state === 'unknown' && worst
        ? worst.verdict.sentence
        : `${ready} of ${total}`;
  }
}

function deliverySummary(items: readonly ServiceItem[]): string {
  const ready = items.filter(isReady).length;
  const clusters = new Set(items.map(({ node }) => node?.cluster));
  return clusters.size === items.length || items.length === 1
    ? `In ${ready} of ${items.length} cluster${items.length === 1 ? '' : 's'}`
    : `${ready} of ${items.length} delivered`;
}

function schemaSummary({ items, state, ready, total }: LayerFacts): string {
  const versions = items.flatMap(({ node }) => {
    const { version, hash } = node ? appliedSchemaOf(node.object) : {};
    return version || hash?.slice(0, SHORT_HASH) || [];
  });
  if (state === 'healthy' && versions.length > 0) return versions.join(', ');
  return state === 'unknown' ? 'State unknown' : `${ready} of ${total} applied`;
}

function daprSummary({ items, state }: LayerFacts): string {
  const names = items.map(({ name }) => name).join(', ');
  if (state === 'progressing') return `${names} is being set up`;
  const applications = new Set(
    items.flatMap(({ node }) =>
      node ? daprComponentOf(node.object).scopes : [],
    ),
  );
  const users =
    applications.size > 0 ? ` for ${[...applications].join(', ')}` : '';
  return state === 'unknown'
    ? `${names} set up${users}; use is not confirmed`
    : `${names}${users}`;
}
