import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import { conditionsOf } from './conditions';
import { readGeneric } from './generic';
import { nameOf } from './observation';
import type { ReadContext } from './reader';
import type { Verdict } from './verdict';

/** Reads an object of a kind that reports nothing about itself, unless this one does. */
export function readSilent(
  object: KubernetesObject,
  context: ReadContext,
): Verdict {
  return (
    readUnexpectedStatus(object, context) ?? {
      state: 'unknown',
      reason: 'NoStatus',
      sentence: `${nameOf(object)} is there; kinds like this report no status.`,
      statusless: true,
      evidence: [],
      since: object.metadata.creationTimestamp,
    }
  );
}

/** What the conditions of an object say whose kind has none so far. */
export function readUnexpectedStatus(
  object: KubernetesObject,
  context: ReadContext,
): Verdict | undefined {
  return conditionsOf(object).length > 0
    ? readGeneric(object, context)
    : undefined;
}
