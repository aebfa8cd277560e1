import { z } from 'zod';
import type { Finding } from '../api/assessment';
import {
  groupOf,
  type KubernetesObject,
} from '../kubernetes/kubernetes-object';
import { redactMessage } from '../redaction/redact';
import { CLOUDNATIVE_PG_GROUP } from '../resources/cloudnative-pg';
import { clusterSpecOf, clusterStatusOf } from '../resources/cnpg-status';
import { durationInWords, secondsSince } from '../resources/timing';
import type { FindingRule, RuleInput } from './finding-rule';
import type { AssessedNode } from './read-tree';
import { refOf } from './resource-nodes';

/** A backup may fail once and be made up for by the next. */
const PERIODS = 2;

const backupSchema = z.object({
  cluster: z.object({ name: z.string() }),
  suspend: z.boolean().optional().catch(undefined),
});

const scheduleStatusSchema = z
  .object({
    lastScheduleTime: z.string().optional().catch(undefined),
    nextScheduleTime: z.string().optional().catch(undefined),
  })
  .catch({});

const backupStatusSchema = z
  .object({
    phase: z.string().optional().catch(undefined),
    stoppedAt: z.string().optional().catch(undefined),
    error: z.string().optional().catch(undefined),
  })
  .catch({});

const COMPLETED = 'completed';
const FAILED = ['failed', 'walArchivingFailing', 'invalid backup definition'];

/** A Backup that has come to an end. */
interface FinishedBackup {
  name: string;
  phase: string;
  at: string;
  error?: string;
}

/** A schedule, the server that it is for, and what has come of it. */
interface BackupHistory {
  schedule: AssessedNode;
  cluster?: AssessedNode;
  /** Newest first. */
  finished: FinishedBackup[];
  /** Seconds from one backup to the next; unknown before the first. */
  period?: number;
}

/**
 * Whether backups are made (CloudNativePG 1.30). That a schedule fires does not mean
 * that a backup completes, and one that failed long ago no longer matters.
 */
export const backupRule: FindingRule = {
  name: 'late or failed backups',
  find: input =>
    input.nodes
      .filter(({ object }) => isOfKind(object, 'ScheduledBackup'))
      .flatMap(schedule => judge(historyOf(schedule, input), input)),
};

function isOfKind(object: KubernetesObject, kind: string): boolean {
  return object.kind === kind && groupOf(object) === CLOUDNATIVE_PG_GROUP;
}

function clusterNameOf({ spec }: KubernetesObject): string | undefined {
  return backupSchema.safeParse(spec).data?.cluster.name;
}

function historyOf(
  schedule: AssessedNode,
  { tree, nodes }: RuleInput,
): BackupHistory {
  const name = clusterNameOf(schedule.object);
  const { namespace } = schedule.object.metadata;
  const isSameNamespace = (object: KubernetesObject) =>
    object.metadata.namespace === namespace;
  // By default nothing owns a Backup, so it need not be in the tree.
  const finished = tree.bag.objects
    .filter(
      ({ cluster, object }) =>
        cluster === schedule.cluster &&
        isOfKind(object, 'Backup') &&
        isSameNamespace(object) &&
        clusterNameOf(object) === name,
    )
    .flatMap(({ object }) => finishedBackup(object) ?? [])
    .sort((a, b) => b.at.localeCompare(a.at));
  return {
    schedule,
    finished,
    cluster: nodes.find(
      ({ object }) =>
        isOfKind(object, 'Cluster') &&
        isSameNamespace(object) &&
        object.metadata.name === name,
    ),
    period: periodOf(schedule.object),
  };
}

function finishedBackup(object: KubernetesObject): FinishedBackup | undefined {
  const { phase, stoppedAt, error } = backupStatusSchema.parse(
    object.status ?? {},
  );
  const at = stoppedAt ?? object.metadata.creationTimestamp;
  const isOver =
    phase !== undefined && (phase === COMPLETED || FAILED.includes(phase));
  return isOver && at
    ? { name: object.metadata.name, phase, at, error }
    : undefined;
}

function periodOf({ status }: KubernetesObject): number | undefined {
  const { lastScheduleTime, nextScheduleTime } = scheduleStatusSchema.parse(
    status ?? {},
  );
  const period =
    (Date.parse(nextScheduleTime ?? '') - Date.parse(lastScheduleTime ?? '')) /
    1000;
  return period > 0 ? period : undefined;
}

function judge(history: BackupHistory, { context }: RuleInput): Finding[] {
  const { schedule, finished } = history;
  if (backupSchema.safeParse(schedule.object.spec).data?.suspend) {
    return [suspended(schedule)];
  }
  const [newest] = finished;
  if (newest && FAILED.includes(newest.phase)) {
    return [lastFailed(schedule, newest)];
  }
  return lateness(history, context.now);
}

function about(
  { object, cluster, ...node }: AssessedNode,
  path: string,
  value: string,
): Pick<Finding, 'layer' | 'evidence' | 'audience'> {
  return {
    layer: 'server',
    audience: 'platform',
    evidence: [{ resource: refOf({ object, cluster, ...node }), path, value }],
  };
}

function suspended(schedule: AssessedNode): Finding {
  return {
    ...about(schedule, 'spec.suspend', 'true'),
    code: 'server.backup-suspended',
    severity: 'info',
    message: 'Backups of the server are suspended on purpose.',
    nextStep: 'Set spec.suspend to false to have them made again.',
  };
}

function lastFailed(schedule: AssessedNode, backup: FinishedBackup): Finding {
  const { name, phase, at, error } = backup;
  return {
    ...about(schedule, `Backup ${name} status.phase`, phase),
    code: 'server.backup-failed',
    severity: 'warning',
    message: 'The last backup of the server failed.',
    nextStep: 'Check the place for backups and its credentials.',
    since: at,
    ...(error && { details: redactMessage(error) }),
  };
}

function lateness(history: BackupHistory, now: Date): Finding[] {
  const { schedule, finished, cluster, period } = history;
  const { lastSuccessfulBackup } = cluster
    ? clusterStatusOf(cluster.object)
    : {};
  const completed =
    finished.find(({ phase }) => phase === COMPLETED)?.at ??
    lastSuccessfulBackup;
  const plugin = cluster && clusterSpecOf(cluster.object).plugins?.length;
  if (completed === undefined && plugin) return [unseen(schedule)];
  const last = completed ?? schedule.object.metadata.creationTimestamp;
  const age = secondsSince(last, { now });
  if (period === undefined || age === undefined) return [];
  return age > PERIODS * period
    ? [late(schedule, { completed, age, period })]
    : [];
}

/** A plugin that makes the backups keeps what it knows of them to itself. */
function unseen(schedule: AssessedNode): Finding {
  return {
    ...about(schedule, 'status.lastSuccessfulBackup', 'missing'),
    code: 'server.backup-unknown',
    severity: 'unknown',
    message:
      'Whether backups complete cannot be seen: a plugin makes them, and no Backup tells.',
    nextStep: 'Look at the object store of the plugin.',
  };
}

function late(
  schedule: AssessedNode,
  facts: { completed: string | undefined; age: number; period: number },
): Finding {
  const { completed, age, period } = facts;
  return {
    ...about(schedule, 'newest completed Backup', completed ?? 'none'),
    code: 'server.backup-late',
    severity: 'warning',
    message: `No backup of the server has completed for ${durationInWords(
      age,
    )}; one is due every ${durationInWords(period)}.`,
    nextStep: 'Look at the newest Backup and at the log of CloudNativePG.',
    ...(completed && { since: completed }),
  };
}
