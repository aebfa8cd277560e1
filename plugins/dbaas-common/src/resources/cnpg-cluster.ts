import { z } from 'zod';
import type { ResourceState } from '../api/assessment';
import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import { redactMessage } from '../redaction/redact';
import { CNPG_PHASES } from './cnpg-phases';
import { conditionOf } from './conditions';
import { noStatus } from './observation';
import type { ReadContext } from './reader';
import { DEFAULT_BUILD_SECONDS, isOlderThan } from './timing';
import type { Verdict } from './verdict';

const CERTIFICATE_WARNING_SECONDS = 7 * 24 * 3600;

const specSchema = z
  .object({ instances: z.number().default(1).catch(1) })
  .catch({ instances: 1 });

const statusSchema = z
  .object({
    phase: z.string().optional().catch(undefined),
    phaseReason: z.string().optional().catch(undefined),
    readyInstances: z.number().optional().catch(undefined),
    currentPrimary: z.string().optional().catch(undefined),
    targetPrimary: z.string().optional().catch(undefined),
    certificates: z
      .object({ expirations: z.record(z.string(), z.string()) })
      .optional()
      .catch(undefined),
  })
  .catch({});

type Status = z.infer<typeof statusSchema>;

/** One way in which a Cluster that says it is healthy may not be. */
interface Concern {
  state: ResourceState;
  code: string;
  sentence: string;
  path: string;
  value: string;
}

/**
 * Reads a Cluster (CloudNativePG 1.30). Its `Ready` is exactly the healthy phase,
 * which a cluster with a broken replica has too, so the instances are counted.
 */
export function readCluster(
  object: KubernetesObject,
  context: ReadContext,
): Verdict {
  const status = statusSchema.parse(object.status ?? {});
  const { instances } = specSchema.parse(object.spec ?? {});
  if (isHibernated(object)) return hibernated(object);
  if (status.phase === undefined) return noStatus(object, context);
  const state = CNPG_PHASES.get(status.phase) ?? 'unknown';
  const since = conditionOf(object, 'Ready')?.lastTransitionTime;
  const evidence = [
    { path: 'status.phase', value: redactMessage(status.phase, 300) },
    {
      path: 'status.readyInstances',
      value: `${status.readyInstances ?? 0} of ${instances}`,
    },
  ];
  const base = { reason: status.phase, evidence, since };
  const details = status.phaseReason && {
    details: redactMessage(status.phaseReason),
  };
  if (state === 'failed' || state === 'degraded' || state === 'unknown') {
    return { ...base, ...details, ...troubled(state, status.phase) };
  }
  if (state === 'progressing')
    return progressing(object, status, base, context);
  const concern = concernOf(object, status, instances, context);
  if (!concern) {
    return {
      ...base,
      state: 'healthy',
      sentence: `The server runs with ${instances} instance${
        instances === 1 ? '' : 's'
      }.`,
    };
  }
  const { path, value, ...verdict } = concern;
  return {
    ...base,
    ...verdict,
    audience: 'platform',
    evidence: [...evidence, { path, value }],
  };
}

function troubled(
  state: 'failed' | 'degraded' | 'unknown',
  phase: string,
): Pick<Verdict, 'state' | 'sentence' | 'code' | 'audience'> {
  const sentence = {
    failed: `The server does not work: ${phase}.`,
    degraded: `The server needs attention: ${phase}.`,
    unknown: `The server reports "${redactMessage(
      phase,
      100,
    )}", which is not known here.`,
  }[state];
  return {
    state,
    sentence,
    code: `server.phase-${state}`,
    audience: 'platform',
  };
}

/** A server that keeps on making itself for too long does not get there. */
function progressing(
  object: KubernetesObject,
  status: Status,
  base: Pick<Verdict, 'reason' | 'evidence' | 'since'>,
  { buildBudgetSeconds = DEFAULT_BUILD_SECONDS, ...context }: ReadContext,
): Verdict {
  const started = base.since ?? object.metadata.creationTimestamp;
  const late = isOlderThan(started, buildBudgetSeconds, context);
  const running = (status.readyInstances ?? 0) > 0;
  return {
    ...base,
    state: late && running ? 'degraded' : 'progressing',
    sentence: `The server is being worked on: ${status.phase}.`,
    audience: late ? 'platform' : 'wait',
    ...(late && { code: 'server.slow' }),
    ...(status.phaseReason && { details: redactMessage(status.phaseReason) }),
  };
}

function isHibernated(object: KubernetesObject): boolean {
  const condition = conditionOf(object, 'cnpg.io/hibernation');
  const wanted = object.metadata.annotations?.['cnpg.io/hibernation'] === 'on';
  return condition ? condition.status === 'True' : wanted;
}

function hibernated(object: KubernetesObject): Verdict {
  return {
    state: 'paused',
    reason: 'Hibernated',
    code: 'server.hibernated',
    sentence: 'The server is stopped on purpose; its data is kept.',
    audience: 'platform',
    nextStep: 'Remove the annotation cnpg.io/hibernation to start it.',
    evidence: [
      { path: 'metadata.annotations[cnpg.io/hibernation]', value: 'on' },
    ],
    since: conditionOf(object, 'cnpg.io/hibernation')?.lastTransitionTime,
  };
}

function concernOf(
  object: KubernetesObject,
  status: Status,
  instances: number,
  context: ReadContext,
): Concern | undefined {
  const ready = status.readyInstances ?? 0;
  const concerns: (Concern | false | undefined)[] = [
    ready === 0 && {
      state: 'failed',
      code: 'server.no-instance',
      sentence: 'No instance of the server runs.',
      path: 'status.readyInstances',
      value: '0',
    },
    isFenced(object) && {
      state: 'failed',
      code: 'server.fenced',
      sentence: 'The server is fenced: it accepts no connections on purpose.',
      path: 'metadata.annotations[cnpg.io/fencedInstances]',
      value: object.metadata.annotations?.['cnpg.io/fencedInstances'] ?? '',
    },
    status.targetPrimary !== undefined &&
      status.targetPrimary !== status.currentPrimary && {
        state: 'degraded',
        code: 'server.failing-over',
        sentence: 'The server is changing its primary instance.',
        path: 'status.targetPrimary',
        value: status.targetPrimary,
      },
    ready < instances && {
      state: 'degraded',
      code: 'server.instances-missing',
      sentence: `Only ${ready} of ${instances} instances of the server run.`,
      path: 'status.readyInstances',
      value: String(ready),
    },
    archivingConcern(object),
    certificateConcern(status, context),
  ];
  return concerns.find((concern): concern is Concern => Boolean(concern));
}

const fencedSchema = z.array(z.string());

/** `["*"]` or a list with the primary (CloudNativePG, annotation `cnpg.io/fencedInstances`). */
function isFenced(object: KubernetesObject): boolean {
  const text = object.metadata.annotations?.['cnpg.io/fencedInstances'];
  if (!text) return false;
  const { currentPrimary } = statusSchema.parse(object.status ?? {});
  try {
    const fenced = fencedSchema.parse(JSON.parse(text));
    return fenced.some(name => name === '*' || name === currentPrimary);
  } catch {
    // CloudNativePG ignores an annotation that it cannot read, so it fences nothing.
    return false;
  }
}

/** An absent condition means that nothing is archived, not that archiving fails. */
function archivingConcern(object: KubernetesObject): Concern | undefined {
  const archiving = conditionOf(object, 'ContinuousArchiving');
  if (!archiving) return undefined;
  if (archiving.status === 'False') {
    return {
      state: 'degraded',
      code: 'server.archiving-failed',
      sentence: 'The server cannot archive its changes for backups.',
      path: 'status.conditions[ContinuousArchiving]',
      value: redactMessage(archiving.message ?? 'False', 300),
    };
  }
  return undefined;
}

function certificateConcern(
  { certificates }: Status,
  { now }: ReadContext,
): Concern | undefined {
  const soonest = Object.entries(certificates?.expirations ?? {})
    .map(([name, text]) => ({ name, text, at: parseGoTime(text) }))
    .filter(({ at }) => at !== undefined)
    .sort((a, b) => (a.at ?? 0) - (b.at ?? 0))[0];
  if (soonest?.at === undefined) return undefined;
  const left = (soonest.at - now.getTime()) / 1000;
  if (left > CERTIFICATE_WARNING_SECONDS) return undefined;
  return {
    state: 'degraded',
    code: 'server.certificate-expires',
    sentence:
      left > 0
        ? 'A certificate of the server expires within seven days.'
        : 'A certificate of the server has expired.',
    path: `status.certificates.expirations[${soonest.name}]`,
    value: soonest.text,
  };
}

/** Milliseconds of a time as Go prints it, such as `2026-12-31 18:39:53 +0000 UTC`. */
function parseGoTime(text: string): number | undefined {
  const match =
    /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.\d+)? ([+-]\d\d)(\d\d)/.exec(text);
  const at = match
    ? Date.parse(`${match[1]}T${match[2]}${match[3]}:${match[4]}`)
    : Date.parse(text);
  return Number.isNaN(at) ? undefined : at;
}
