import { z } from 'zod';
import type { ResourceState } from '../api/assessment';
import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import { redactMessage } from '../redaction/redact';
import { changedAt } from './change-time';
import {
  clusterSpecOf,
  clusterStatusOf,
  readyInstancesOf,
  type ClusterStatus,
} from './cnpg-status';
import { conditionOf } from './conditions';
import type { ReadContext } from './reader';
import { FIRST_STATUS_SECONDS, isOlderThan, PICK_UP_SECONDS } from './timing';

const CERTIFICATE_WARNING_SECONDS = 7 * 24 * 3600;

/** One way in which a Cluster that says it is healthy may not be. */
export interface Concern {
  state: ResourceState;
  code: string;
  sentence: string;
  nextStep: string;
  path: string;
  value: string;
}

/** The worst way in which a Cluster that says it is healthy is not; undefined when it is. */
export function concernOf(
  object: KubernetesObject,
  context: ReadContext,
): Concern | undefined {
  const status = clusterStatusOf(object);
  const { instances } = clusterSpecOf(object);
  const ready = readyInstancesOf(status) ?? instances;
  const concerns: (Concern | false | undefined)[] = [
    ready === 0 && {
      state: 'failed',
      code: 'server.no-instance',
      sentence: 'No instance of the server runs.',
      nextStep: 'Look at the pods of the server.',
      path: 'status.readyInstances',
      value: '0',
    },
    isFenced(object) && {
      state: 'failed',
      code: 'server.fenced',
      sentence: 'The server is fenced: it accepts no connections on purpose.',
      nextStep:
        'Remove the annotation cnpg.io/fencedInstances when the work on it is done.',
      path: 'metadata.annotations[cnpg.io/fencedInstances]',
      value: object.metadata.annotations?.['cnpg.io/fencedInstances'] ?? '',
    },
    status.targetPrimary !== undefined &&
      status.targetPrimary !== status.currentPrimary && {
        state: 'degraded',
        code: 'server.failing-over',
        sentence: 'The server is changing its primary instance.',
        nextStep: 'Wait; applications connect again by themselves.',
        path: 'status.targetPrimary',
        value: status.targetPrimary,
      },
    ready < instances && {
      state: 'degraded',
      code: 'server.instances-missing',
      sentence: `Only ${ready} of ${instances} instances of the server run.`,
      nextStep: 'Look at the pods of the server that are not ready.',
      path: 'status.readyInstances',
      value: String(ready),
    },
    imageConcern(object, context),
    archivingConcern(object),
    certificateConcern(status, context),
    contradictionConcern(object, context),
  ];
  return concerns.find((concern): concern is Concern => Boolean(concern));
}

/** There is no observedGeneration: that another image is wanted than runs shows that nobody acts. */
function imageConcern(
  object: KubernetesObject,
  context: ReadContext,
): Concern | undefined {
  const { imageName } = clusterSpecOf(object);
  const { image } = clusterStatusOf(object);
  const behind =
    imageName !== undefined && image !== undefined && imageName !== image;
  return behind && isOlderThan(changedAt(object), PICK_UP_SECONDS, context)
    ? {
        state: 'degraded',
        code: 'kubernetes.change-not-picked-up',
        sentence:
          'The server does not run the version that was asked for. CloudNativePG may not be running.',
        nextStep: 'Check that the operator of CloudNativePG runs.',
        path: 'status.image',
        value: image,
      }
    : undefined;
}

/** Phase and condition are written together: when they differ for long, neither is to be believed. */
function contradictionConcern(
  object: KubernetesObject,
  context: ReadContext,
): Concern | undefined {
  const ready = conditionOf(object, 'Ready');
  const contradicts =
    ready !== undefined &&
    ready.status !== 'True' &&
    isOlderThan(ready.lastTransitionTime, FIRST_STATUS_SECONDS, context);
  return contradicts
    ? {
        state: 'unknown',
        code: 'server.contradiction',
        sentence:
          'The server is in a healthy phase and not ready at the same time.',
        nextStep: 'Look at the log of the operator of CloudNativePG.',
        path: 'status.conditions[Ready]',
        value: `${ready.status}: ${ready.reason ?? ''}`,
      }
    : undefined;
}

const fencedSchema = z.array(z.string());

/** `["*"]` or a list with the primary (CloudNativePG, annotation `cnpg.io/fencedInstances`). */
function isFenced(object: KubernetesObject): boolean {
  const text = object.metadata.annotations?.['cnpg.io/fencedInstances'];
  if (!text) return false;
  const { currentPrimary } = clusterStatusOf(object);
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
      nextStep: 'Check the place for backups and its credentials.',
      path: 'status.conditions[ContinuousArchiving]',
      value: redactMessage(archiving.message ?? 'False', 300),
    };
  }
  return undefined;
}

function certificateConcern(
  { certificates }: ClusterStatus,
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
    nextStep: 'Check that the operator of CloudNativePG runs: it renews them.',
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
