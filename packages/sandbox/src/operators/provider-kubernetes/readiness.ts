import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { createEnvironment } from '../../kubernetes/cel/environment';
import { conditionsOf, type Condition } from '../conditions';
import { available, unavailable } from '../crossplane-runtime/conditions';
import type { Readiness } from './object-spec';

const environment = createEnvironment().registerVariable('object', 'dyn');

/**
 * The Ready condition of an Object by its readiness policy (provider-kubernetes 1.2).
 * With `SuccessfulCreate` it does not depend on what was observed: there is none then.
 */
export function readyCondition(
  { policy, celQuery }: Readiness,
  observed: KubernetesObject,
): Condition | undefined {
  switch (policy) {
    case 'SuccessfulCreate':
      return undefined;
    case 'DeriveFromObject':
      return fromCheck(
        conditionsOf(observed).some(
          ({ type, status }) => type === 'Ready' && status === 'True',
        ),
      );
    case 'AllTrue':
      return fromCheck(areAllTrue(conditionsOf(observed)));
    default:
      return fromQuery(celQuery, observed);
  }
}

function fromCheck(isReady: boolean): Condition {
  return isReady ? available() : unavailable();
}

/** Without conditions nothing is known, so it is not ready. */
function areAllTrue(conditions: readonly Condition[]): boolean {
  return (
    conditions.length > 0 && conditions.every(({ status }) => status === 'True')
  );
}

function fromQuery(query: string, object: KubernetesObject): Condition {
  if (query === '') return unavailable('cel query cannot be empty');
  const compiled = attempt('failed to compile query', () =>
    environment.parse(query),
  );
  if ('problem' in compiled) return unavailable(compiled.problem);
  const result = attempt('failed to eval the program', () =>
    compiled.value({ object }),
  );
  if ('problem' in result) return unavailable(result.problem);
  return typeof result.value === 'boolean'
    ? fromCheck(result.value)
    : unavailable('celQuery does not return a bool type');
}

function attempt<T>(
  context: string,
  work: () => T,
): { value: T } | { problem: string } {
  try {
    return { value: work() };
  } catch (error) {
    return {
      problem: `${context}: ${
        error instanceof Error ? error.message : String(error)
      }`,
    };
  }
}
