import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { ClusterClient } from '../../../kubernetes/cluster-client';
import { timestamp } from '../../../kubernetes/timestamp';
import type { Log } from '../../../log';
import { conditionsOf, type Condition } from '../../conditions';
import { observedAt, setConditions } from '../../crossplane-runtime/conditions';
import { FIELD_MANAGER } from '../kinds';

/** Asks for a reconcile; the status says which request was answered (since Crossplane 2.3). */
const RECONCILE_REQUESTED_ANNOTATION = 'crossplane.io/reconcile-requested-at';

const statusSchema = z
  .object({ lastHandledReconcileAt: z.string().optional() })
  .default({});

export interface CompositeConditions {
  /** Conditions of Crossplane, which carry the generation that they are about. */
  own: readonly Condition[];
  /** Conditions of functions, which do not. */
  custom?: readonly Condition[];
}

/** Writes conditions of a composite resource, if they change anything, and tells the log. */
export async function writeConditions(
  client: ClusterClient,
  log: Log,
  composite: KubernetesObject,
  { own, custom = [] }: CompositeConditions,
): Promise<void> {
  const { apiVersion, kind, metadata } = composite;
  const { name, namespace, generation, annotations } = metadata;
  const before = conditionsOf(composite);
  const conditions = setConditions(
    before,
    [...custom, ...own.map(condition => observedAt(condition, generation))],
    timestamp(),
  );
  const requestedAt = annotations?.[RECONCILE_REQUESTED_ANNOTATION];
  const { lastHandledReconcileAt } = statusSchema.parse(composite.status);
  const isHandled = requestedAt === lastHandledReconcileAt;
  if (isHandled && isDeepStrictEqual(before, conditions)) return;
  await client.apply(
    {
      apiVersion,
      kind,
      metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
      status: {
        conditions,
        ...(requestedAt === undefined
          ? {}
          : { lastHandledReconcileAt: requestedAt }),
      },
    },
    { fieldManager: FIELD_MANAGER, force: true, subresource: 'status' },
  );
  tell(log, composite, before, conditions);
}

/** One line for every change of Ready, and for every new failure. */
function tell(
  log: Log,
  { kind, metadata: { namespace, name } }: KubernetesObject,
  before: readonly Condition[],
  after: readonly Condition[],
): void {
  const subject = [
    kind,
    namespace === undefined ? name : `${namespace}/${name}`,
  ];
  for (const condition of after) {
    const previous = before.find(({ type }) => type === condition.type);
    if (previous && textOf(previous) === textOf(condition)) continue;
    const line = `${subject.join(' ')}: ${textOf(condition)}`;
    if (condition.type === 'Ready') log.info(line);
    else if (condition.type === 'Synced' && condition.status === 'False')
      log.warn(line);
  }
}

function textOf({ reason = '', message }: Condition): string {
  return message ? `${reason}: ${message}` : reason;
}
