import {
  MANAGED_DATABASE,
  readOnce,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { Problem } from '../claim/problem';
import type { Composed, Refused } from '../compose';
import type { Requirement } from '../placements/server-access';
import type { ClaimStatus } from '../status/status';

/** Crossplane asks again after this long, whether or not anything changed. */
const SETTLED_SECONDS = 60;
/** Objects outside the composition, such as the Secret of the server, are not watched. */
const UNSETTLED_SECONDS = 10;
const TARGET = 'TARGET_COMPOSITE_AND_CLAIM';

/**
 * The parts of a RunFunctionResponse that the function sets, in their JSON form but for
 * the desired objects, of which there are thousands.
 */
export interface ResponseParts {
  ttlSeconds: number;
  desired?: {
    composite: DesiredObject;
    resources: ReadonlyMap<string, DesiredObject>;
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

/** An object that Crossplane applies, and whether it does what it is there for. */
export interface DesiredObject {
  object: object;
  ready: boolean;
}

/** The answer to Crossplane. */
export function responseOf(answer: Composed | Refused): ResponseParts {
  return answer.ok ? composedResponse(answer) : refusedResponse(answer);
}

/** The answer while something must be read first; Crossplane calls again with it. */
export function questionsResponse(
  questions: Readonly<Record<string, Requirement>>,
): ResponseParts {
  return {
    ttlSeconds: UNSETTLED_SECONDS,
    results: [],
    conditions: [],
    requirements: { resources: questions },
  };
}

/** The answer when something went wrong; Crossplane then changes nothing. */
export function fatalResponse(message: string): ResponseParts {
  return {
    ttlSeconds: SETTLED_SECONDS,
    results: [{ severity: 'SEVERITY_FATAL', message, target: TARGET }],
    conditions: [],
  };
}

function refusedResponse({ problems }: Refused): ResponseParts {
  return fatalResponse(
    `The request cannot be built. ${problems.map(describe).join(' ')}`,
  );
}

function describe({ path, message }: Problem): string {
  return `${path}: ${message}`;
}

function composedResponse(composed: Composed): ResponseParts {
  return {
    ttlSeconds: composed.ready ? SETTLED_SECONDS : UNSETTLED_SECONDS,
    desired: {
      composite: {
        object: compositeWith(composed.status),
        ready: composed.ready,
      },
      resources: composed.desired,
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

/** It is remembered as long as the status, so that it is not written again. */
const compositeWith = readOnce((status: ClaimStatus) => {
  const { apiVersion, kind } = MANAGED_DATABASE;
  return { apiVersion, kind, status };
});
