import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import { redactMessage } from '../redaction/redact';
import { concernOf } from './cnpg-concerns';
import { CNPG_PHASES, DISK_FULL_PHASE } from './cnpg-phases';
import {
  clusterSpecOf,
  clusterStatusOf,
  readyInstancesOf,
  type ClusterStatus,
} from './cnpg-status';
import { conditionOf } from './conditions';
import { readGeneric } from './generic';
import type { ReadContext } from './reader';
import { DEFAULT_BUILD_SECONDS, isOlderThan } from './timing';
import type { Verdict } from './verdict';

/**
 * Reads a Cluster (CloudNativePG 1.30). Its `Ready` is exactly the healthy phase,
 * which a cluster with a broken replica has too, so the instances are counted.
 */
export function readCluster(
  object: KubernetesObject,
  context: ReadContext,
): Verdict {
  const status = clusterStatusOf(object);
  const { instances } = clusterSpecOf(object);
  if (isHibernated(object)) return hibernated(object);
  if (status.phase === undefined) return readGeneric(object, context);
  const state = CNPG_PHASES.get(status.phase) ?? 'unknown';
  const running = readyInstancesOf(status);
  const since = conditionOf(object, 'Ready')?.lastTransitionTime;
  const evidence = [
    { path: 'status.phase', value: redactMessage(status.phase, 300) },
    {
      path: 'status.readyInstances',
      value: `${running ?? 'unknown'} of ${instances}`,
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
  const concern = concernOf(object, context);
  if (!concern) {
    return {
      ...base,
      state: 'healthy',
      sentence:
        running === undefined
          ? 'The server reports that it is healthy, but not how many instances run.'
          : `The server runs with ${instances} instance${
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
): Pick<Verdict, 'state' | 'sentence' | 'code' | 'audience' | 'nextStep'> {
  if (phase === DISK_FULL_PHASE) {
    return {
      state,
      code: 'server.storage-full',
      sentence: 'The storage of the server is full, and it has stopped.',
      audience: 'you',
      nextStep: 'Ask for more storage in the request.',
    };
  }
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
    nextStep: 'Look at the Cluster and at the log of CloudNativePG.',
  };
}

/** A server that keeps on making itself for too long does not get there. */
function progressing(
  object: KubernetesObject,
  status: ClusterStatus,
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
    ...(late && {
      code: 'server.slow',
      nextStep: 'Look at the Cluster and at its pods.',
    }),
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
