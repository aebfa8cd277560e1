import {
  LAYER_LABEL,
  type KubernetesObject,
} from '@backstage-dbaas/plugin-dbaas-common';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Composed } from '../../compose';
import { secretValues } from '../../resources/kubernetes-secret';
import { changesBetween } from './changes';

/** What is known of an answer before the stage, and of the spec that this is a variation of. */
export interface Background {
  before?: Composed;
  /** Objects that are as in the other spec, as text. */
  known: ReadonlySet<string>;
}

/** What changed in an answer since the stage before, as a document to read. */
export function stageDocument(
  answer: Composed,
  { before, known }: Background,
): object {
  const { phase, message } = answer.status;
  const isKnown = (name: string) =>
    known.has(textOf(name, answer.desired.get(name)?.object));
  const added = [...answer.desired.keys()].filter(
    name => !before?.desired.has(name),
  );
  return withoutEmpty({
    status: { phase, message },
    conditions: changesBetween(conditionsOf(before), conditionsOf(answer)),
    reads: changesBetween(readsOf(before), readsOf(answer)),
    added: objectsOf(
      answer,
      added.filter(name => !isKnown(name)),
    ),
    keeps: usagesOf(
      answer,
      added.filter(name => !isKnown(name)),
    ),
    'added as in the other spec': added.filter(isKnown),
    changed: changedObjects(answer, before),
    removed: [...(before?.desired.keys() ?? [])].filter(
      name => !answer.desired.has(name),
    ),
    warnings: answer.warnings,
  });
}

/** An object with its name within the composition, to find it again in another spec. */
export function textOf(
  name: string,
  object: KubernetesObject | undefined,
): string {
  return JSON.stringify([name, object]);
}

function conditionsOf(answer: Composed | undefined): Record<string, string> {
  return Object.fromEntries(
    (answer?.conditions ?? []).map(({ type, status, reason, message }) => [
      type,
      `${status} ${reason}: ${message}`,
    ]),
  );
}

function readsOf(answer: Composed | undefined): Record<string, string> {
  return Object.fromEntries(
    Object.entries(answer?.requirements ?? {}).map(
      ([name, { kind, namespace, matchName }]) => [
        name,
        `${kind} ${namespace ? `${namespace}/` : ''}${matchName}`,
      ],
    ),
  );
}

const usageSchema = z.object({
  kind: z.literal('Usage'),
  spec: z.object({ reason: z.string() }),
});

function objectsOf(answer: Composed, names: readonly string[]) {
  return Object.fromEntries(
    names.flatMap(name => {
      const object = answer.desired.get(name)?.object;
      return object && object.kind !== 'Usage'
        ? [[name, readable(object)] as const]
        : [];
    }),
  );
}

/** A Usage says in its name what it keeps from being deleted, and for what. */
function usagesOf(answer: Composed, names: readonly string[]) {
  return Object.fromEntries(
    names.flatMap(name => {
      const usage = usageSchema.safeParse(answer.desired.get(name)?.object);
      return usage.success ? [[name, usage.data.spec.reason] as const] : [];
    }),
  );
}

function changedObjects(answer: Composed, before: Composed | undefined) {
  const changed = [...answer.desired].flatMap(([name, { object }]) => {
    const former = before?.desired.get(name)?.object;
    return former && !isDeepStrictEqual(former, object)
      ? [[name, changesBetween(readable(former), readable(object))] as const]
      : [];
  });
  return Object.fromEntries(changed);
}

/**
 * An object without what all of them have (the namespace and the label of the claim),
 * and with the values of a Secret in clear text.
 */
function readable({ metadata, data, ...object }: KubernetesObject): object {
  const { apiVersion, kind, ...content } = object;
  const { name, labels, annotations } = metadata;
  return {
    layer: labels?.[LAYER_LABEL],
    apiVersion,
    kind,
    metadata: { name, ...(annotations && { annotations }) },
    ...content,
    ...(data !== undefined && {
      data: secretValues({ ...object, metadata, data }),
    }),
  };
}

function withoutEmpty(document: Record<string, object>): object {
  return Object.fromEntries(
    Object.entries(document).filter(([, part]) => Object.keys(part).length > 0),
  );
}
