import type {
  Assessment,
  Finding,
  LayerAssessment,
  ServiceState,
} from '../api/assessment';
import type { Layer } from '../layers';
import { appliedSchemaOf } from '../resources/atlas-status';
import { isOlderThan, PICK_UP_SECONDS } from '../resources/timing';
import type { AssessmentContext } from './assessment-context';
import { buildPaceOf, isFirstBuild, NEVER_BUILT } from './build-pace';
import type { AssessedNode, ServiceProgress } from './read-tree';
import type { ServiceItem } from './service-items';

/** Everything that the state of a database service is decided from. */
export interface StateFacts {
  root: AssessedNode;
  nodes: readonly AssessedNode[];
  items: readonly ServiceItem[];
  layers: readonly LayerAssessment[];
  findings: readonly Finding[];
  availability: Assessment['availability'];
  progress: ServiceProgress;
  context: AssessmentContext;
}

/** The state of a database service: the first that applies, worst first. */
export function serviceStateOf(facts: StateFacts): ServiceState {
  const { root, layers } = facts;
  const has = (...states: LayerAssessment['state'][]) =>
    layers.some(({ state }) => states.includes(state));
  if (root.object.metadata.deletionTimestamp) return 'deleting';
  if (isFailed(facts)) return 'failed';
  if (has('needsApproval')) return 'needsApproval';
  if (isDegraded(facts)) return 'degraded';
  if (root.verdict.state === 'paused' || has('paused')) return 'paused';
  if (root.verdict.state === 'unknown') return 'unknown';
  if (isMoving(facts)) return movingState(facts);
  return layers.some(isUnproven) ? 'unknown' : 'healthy';
}

/** Nobody can use the database, or it is of no use because it never got its tables. */
function isFailed(facts: StateFacts): boolean {
  const { availability, layers, root, items, findings } = facts;
  const unusable = availability === 'unavailable';
  const anyFailed = layers.some(({ state }) => state === 'failed');
  if (unusable && (anyFailed || root.verdict.state === 'failed')) return true;
  const withoutTables = items.some(
    ({ layer, node }) =>
      layer === 'schema' &&
      node?.verdict.state === 'failed' &&
      appliedSchemaOf(node.object).appliedAt === undefined,
  );
  const neverBuilt = findings.some(({ code }) => code === NEVER_BUILT);
  return withoutTables || neverBuilt;
}

function isDegraded(facts: StateFacts): boolean {
  const { layers, findings, root, context } = facts;
  const rootStuck =
    root.verdict.state === 'failed' ||
    (root.verdict.state === 'degraded' &&
      (root.verdict.code !== undefined ||
        isStandingStill(root, layers, context)));
  return (
    rootStuck ||
    layers.some(({ state }) => state === 'failed' || state === 'degraded') ||
    findings.some(({ severity }) => ['critical', 'warning'].includes(severity))
  );
}

/** Crossplane says that parts are missing, and none of them is on its way. */
function isStandingStill(
  root: AssessedNode,
  layers: readonly LayerAssessment[],
  context: AssessmentContext,
): boolean {
  return (
    !layers.some(({ state }) => state === 'progressing') &&
    isOlderThan(root.verdict.since, PICK_UP_SECONDS, context)
  );
}

function isMoving({ layers, root }: StateFacts): boolean {
  return (
    layers.some(
      ({ state }) => state === 'progressing' || state === 'deleting',
    ) || root.verdict.state !== 'healthy'
  );
}

function movingState(facts: StateFacts): ServiceState {
  if (buildPaceOf(facts).pace !== 'building') return 'slow';
  return isFirstBuild(facts) ? 'creating' : 'updating';
}

/** Dapr reports nothing about itself: that must not keep a service from being green. */
function isUnproven({ layer, state }: LayerAssessment): boolean {
  const silent: Layer = 'dapr';
  return state === 'unknown' && layer !== silent;
}
