import {
  MANAGED_DATABASE,
  type KubernetesObject,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { Problem } from '../claim/problem';
import type { Composed, Refused } from '../compose';
import type { Requirement } from '../placements/server-access';

/** Crossplane asks again after this long, whether or not anything changed. */
const SETTLED_SECONDS = 60;
/** Objects outside the composition, such as the Secret of the server, are not watched. */
const UNSETTLED_SECONDS = 10;
const TARGET = 'TARGET_COMPOSITE_AND_CLAIM';

/** The parts of a RunFunctionResponse that the function sets, in their JSON form. */
export interface ResponseJson {
  ttlSeconds: number;
  desired?: {
    composite: { resource: object; ready: string };
    resources: Record<string, { resource: KubernetesObject; ready: string }>;
  };
  results: { severity: string; message: string; target: string }[];
  conditions: {
    type: string;
    status: string;
    reason: string;
    message: string;
    target: string;
  }[];
  requirements?: { resources: Record<string, object> };
}

/** The answer to Crossplane. */
export function responseOf(answer: Composed | Refused): ResponseJson {
  return answer.ok ? composedResponse(answer) : refusedResponse(answer);
}

/** The answer while something must be read first; Crossplane calls again with it. */
export function questionsResponse(
  questions: Readonly<Record<string, Requirement>>,
): ResponseJson {
  return {
    ttlSeconds: UNSETTLED_SECONDS,
    results: [],
    conditions: [],
    requirements: { resources: questions },
  };
}

/** The answer when something went wrong; Crossplane then changes nothing. */
export function fatalResponse(message: string): ResponseJson {
  return {
    ttlSeconds: SETTLED_SECONDS,
    results: [{ severity: 'SEVERITY_FATAL', message, target: TARGET }],
    conditions: [],
  };
}

function refusedResponse({ problems }: Refused): ResponseJson {
  return fatalResponse(
    `The request cannot be built. ${problems.map(describe).join(' ')}`,
  );
}

function describe({ path, message }: Problem): string {
  return `${path}: ${message}`;
}

function composedResponse(composed: Composed): ResponseJson {
  const { apiVersion, kind } = MANAGED_DATABASE;
  return {
    ttlSeconds: composed.ready ? SETTLED_SECONDS : UNSETTLED_SECONDS,
    desired: {
      composite: {
        resource: { apiVersion, kind, status: composed.status },
        ready: readyOf(composed.ready),
      },
      resources: Object.fromEntries(
        [...composed.desired].map(([name, { object, ready }]) => [
          name,
          { resource: object, ready: readyOf(ready) },
        ]),
      ),
    },
    results: composed.warnings.map(message => ({
      severity: 'SEVERITY_WARNING',
      message,
      target: TARGET,
    })),
    conditions: composed.conditions.map(({ status, ...condition }) => ({
      ...condition,
      status: `STATUS_CONDITION_${status.toUpperCase()}`,
      target: TARGET,
    })),
    requirements: { resources: composed.requirements },
  };
}

function readyOf(ready: boolean): string {
  return ready ? 'READY_TRUE' : 'READY_FALSE';
}
