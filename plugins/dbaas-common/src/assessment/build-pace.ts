import type { Assessment, Finding } from '../api/assessment';
import { durationInWords, secondsSince } from '../resources/timing';
import type { AssessmentContext } from './assessment-context';
import type { AssessedNode, ServiceProgress } from './read-tree';
import { refOf } from './resource-nodes';
import { paceOf, partBudgetSeconds, type Pace } from './time-budgets';

/** What the pace of a database service is decided from. */
export interface PaceFacts {
  root: AssessedNode;
  nodes: readonly AssessedNode[];
  availability: Assessment['availability'];
  progress: ServiceProgress;
  context: AssessmentContext;
}

/** How far a database service is with what it is doing. */
export interface BuildPace {
  pace: Pace;
  /** When it began, RFC 3339. */
  startedAt?: string;
  seconds: number;
  budgetSeconds: number;
  /** The part that has been on its way for longest. */
  waitsFor?: AssessedNode;
}

/** Code of the finding that a service will not be ready by itself any more. */
export const NEVER_BUILT = 'service.never-built';

/** A service that is in use long after it was made is being changed, whatever it says of itself. */
export function isFirstBuild({
  progress,
  availability,
}: Pick<PaceFacts, 'progress' | 'availability'>): boolean {
  return (
    !progress.wasReady && (progress.firstBuild || availability !== 'available')
  );
}

/** When what is going on has begun. */
export function startOf(facts: PaceFacts): string | undefined {
  const { root } = facts;
  if (isFirstBuild(facts)) return root.object.metadata.creationTimestamp;
  return movingParts(facts).flatMap(sinceOf).sort()[0] ?? root.verdict.since;
}

/** The pace of a database service, by its own budget or that of its slowest part. */
export function buildPaceOf(facts: PaceFacts): BuildPace {
  const startedAt = startOf(facts);
  const { budgetSeconds } = facts.progress;
  const waitsFor = longestOnItsWay(facts);
  const service = measured(startedAt, budgetSeconds, facts.context);
  const part = waitsFor && partPace(waitsFor, facts);
  const late = part && service.pace === 'building' && part.pace !== 'building';
  return { ...(late ? part : service), waitsFor };
}

function measured(
  startedAt: string | undefined,
  budgetSeconds: number,
  context: AssessmentContext,
): BuildPace {
  const seconds = secondsSince(startedAt, context) ?? 0;
  return {
    pace: paceOf(seconds, budgetSeconds),
    startedAt,
    seconds,
    budgetSeconds,
  };
}

/** A part is late by itself only once the server that it needs is there. */
function partPace(part: AssessedNode, facts: PaceFacts): BuildPace | undefined {
  const { progress, context, nodes } = facts;
  const serverMoves = movingParts({ nodes }).some(
    ({ layer }) => layer === 'server',
  );
  if (serverMoves && part.layer !== 'server') return undefined;
  const budget = partBudgetSeconds(part.object, progress.budgetSeconds);
  const pace = measured(sinceOf(part)[0], budget, context);
  // A part that is late is slow; only the service as a whole is given up.
  return pace.pace === 'building' ? pace : { ...pace, pace: 'slow' };
}

function movingParts({ nodes }: Pick<PaceFacts, 'nodes'>): AssessedNode[] {
  return nodes.filter(
    ({ membership, verdict }) =>
      membership === 'part' &&
      verdict.state === 'progressing' &&
      !verdict.needsApproval,
  );
}

function longestOnItsWay(facts: PaceFacts): AssessedNode | undefined {
  return movingParts(facts).sort((a, b) =>
    String(a.object.metadata.creationTimestamp).localeCompare(
      String(b.object.metadata.creationTimestamp),
    ),
  )[0];
}

/** Without a time nothing is said to be late: the age of the object is not the age of the change. */
function sinceOf({ verdict }: AssessedNode): string[] {
  return verdict.since ? [verdict.since] : [];
}

/** What is worth saying of the pace: nothing while it is normal, or something else explains it. */
export function paceFindings(facts: PaceFacts): Finding[] {
  const pace = buildPaceOf(facts);
  const isMoving =
    facts.root.verdict.state !== 'healthy' || movingParts(facts).length > 0;
  return pace.pace === 'building' || !isMoving || isExplained(facts)
    ? []
    : [lateFinding(pace, facts)];
}

const EXPLAINS = ['failed', 'degraded', 'paused', 'unknown', 'deleting'];

/** A part that waits for a person, failed or stands still has something of its own to say. */
function isExplained({ root, nodes }: PaceFacts): boolean {
  const { state } = root.verdict;
  // A composite is degraded because its parts are not there: that explains nothing.
  const rootExplains = EXPLAINS.includes(state) && state !== 'degraded';
  return (
    rootExplains ||
    nodes.some(
      ({ membership, verdict }) =>
        membership === 'part' &&
        !verdict.statusless &&
        (verdict.needsApproval || EXPLAINS.includes(verdict.state)),
    )
  );
}

function lateFinding(
  { pace, seconds, budgetSeconds, waitsFor, startedAt }: BuildPace,
  { root, availability }: PaceFacts,
): Finding {
  const severity = severityOf(pace, availability);
  const node = waitsFor ?? root;
  return {
    code: severity === 'critical' ? NEVER_BUILT : 'service.slow',
    severity,
    audience: 'platform',
    message: `${
      waitsFor?.verdict.sentence ?? 'Not all parts are there.'
    } This has taken ${durationInWords(
      seconds,
    )} so far, and normally takes no longer than ${durationInWords(
      budgetSeconds,
    )}.`,
    nextStep: `Look at ${node.object.kind} ${node.object.metadata.name} and at the log of its controller.`,
    evidence: [
      {
        resource: refOf(node),
        path: 'metadata.creationTimestamp',
        value: node.object.metadata.creationTimestamp ?? 'unknown',
      },
    ],
    ...(node.layer && { layer: node.layer }),
    ...(startedAt && { since: startedAt }),
  };
}

/** Being slow is no error. What is given up is one, as far as it is known to keep anybody out. */
function severityOf(
  pace: Pace,
  availability: Assessment['availability'],
): Finding['severity'] {
  if (pace !== 'broken' || availability === 'unknown') return 'info';
  return availability === 'unavailable' ? 'critical' : 'warning';
}
