import { z } from 'zod';
import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import { redactMessage } from '../redaction/redact';
import { conditionOf } from './conditions';
import { readGeneric } from './generic';
import { fromCondition, nameOf } from './observation';
import type { ReadContext } from './reader';
import type { Verdict } from './verdict';

/** The container that Dapr (1.18) adds to pods, as one of them or as a native sidecar. */
const SIDECAR = 'daprd';
const APP_ID = 'dapr.io/app-id';
const CONFIGURATION = 'dapr.io/config';

const containersSchema = z
  .array(z.object({ name: z.string(), image: z.string().optional() }))
  .optional()
  .catch(undefined);

const runSchema = z
  .object({
    running: z.object({ startedAt: z.string().optional() }).optional(),
    waiting: z.object({ reason: z.string().optional() }).optional(),
    terminated: z
      .object({
        exitCode: z.number().optional(),
        finishedAt: z.string().optional(),
      })
      .optional(),
  })
  .optional()
  .catch(undefined);

const statusesSchema = z
  .array(
    z.object({
      name: z.string(),
      restartCount: z.number().default(0).catch(0),
      state: runSchema,
      lastState: runSchema,
    }),
  )
  .optional()
  .catch(undefined);

const podSchema = z
  .object({
    spec: z
      .object({
        containers: containersSchema,
        initContainers: containersSchema,
      })
      .catch({}),
    status: z
      .object({
        phase: z.string().optional().catch(undefined),
        startTime: z.string().optional().catch(undefined),
        containerStatuses: statusesSchema,
        initContainerStatuses: statusesSchema,
      })
      .catch({}),
  })
  .catch({ spec: {}, status: {} });

/** What a pod says of its Dapr sidecar. Not which components it has loaded: only it knows. */
export interface Sidecar {
  pod: string;
  namespace?: string;
  appId?: string;
  /** Name of the Configuration that it uses. */
  configuration?: string;
  /** Such as `1.18.3`; missing when the image has no such tag. */
  version?: string;
  /** When it last started, RFC 3339. */
  startedAt?: string;
  restarts: number;
  /** Why it does not run, such as `CrashLoopBackOff`. */
  stopped?: { reason: string; at?: string };
}

/** The Dapr sidecar of a pod; undefined when it has none. */
export function sidecarOf(pod: KubernetesObject): Sidecar | undefined {
  const { spec, status } = podSchema.parse(pod);
  const { annotations = {}, labels = {}, name, namespace } = pod.metadata;
  const container = [
    ...(spec.containers ?? []),
    ...(spec.initContainers ?? []),
  ].find(one => one.name === SIDECAR);
  if (!container) return undefined;
  const run = [
    ...(status.containerStatuses ?? []),
    ...(status.initContainerStatuses ?? []),
  ].find(one => one.name === SIDECAR);
  const failure = run?.state?.terminated ?? run?.lastState?.terminated;
  const { waiting, terminated } = run?.state ?? {};
  const failed = terminated !== undefined && terminated.exitCode !== 0;
  const reason = waiting?.reason ?? (failed ? 'Terminated' : undefined);
  return {
    pod: name,
    namespace,
    appId: annotations[APP_ID] ?? labels[APP_ID],
    configuration: annotations[CONFIGURATION],
    version: /:v?(\d+\.\d+\.\d+)/.exec(container.image ?? '')?.[1],
    startedAt: run?.state?.running?.startedAt ?? status.startTime,
    restarts: run?.restartCount ?? 0,
    ...(reason &&
      isCrash(reason) && { stopped: { reason, at: failure?.finishedAt } }),
  };
}

/** Starting is no crash. */
function isCrash(reason: string): boolean {
  return [
    'CrashLoopBackOff',
    'Error',
    'Terminated',
    'RunContainerError',
  ].includes(reason);
}

/** Reads a pod. That all its containers are ready does not mean that Dapr loaded a component. */
export function readPod(pod: KubernetesObject, context: ReadContext): Verdict {
  const { status } = podSchema.parse(pod);
  const ready = conditionOf(pod, 'Ready');
  if (!ready || status.phase === undefined) return readGeneric(pod, context);
  const stopped = sidecarOf(pod)?.stopped;
  if (stopped) {
    return fromCondition(ready, {
      state: 'failed',
      reason: stopped.reason,
      code: 'dapr.sidecar-stopped',
      sentence: `The Dapr sidecar of ${nameOf(pod)} does not run.`,
      audience: 'you',
      nextStep: 'Look at the log of the container daprd.',
      evidence: [
        {
          path: `status.containerStatuses[${SIDECAR}].state`,
          value: redactMessage(stopped.reason, 100),
        },
      ],
    });
  }
  if (ready.status === 'True' || status.phase === 'Succeeded') {
    return fromCondition(ready, {
      state: 'healthy',
      sentence: `${nameOf(pod)} runs.`,
    });
  }
  if (ready.status === 'Unknown') {
    return fromCondition(ready, {
      state: 'unknown',
      sentence: `Nobody knows how ${nameOf(pod)} is: its node does not say.`,
      audience: 'platform',
      nextStep: 'Look at the node that it runs on.',
    });
  }
  return fromCondition(ready, {
    state: status.phase === 'Pending' ? 'progressing' : 'degraded',
    sentence: `${nameOf(pod)} is not ready.`,
    audience: 'you',
    nextStep: 'Look at the containers of the pod that are not ready.',
  });
}
