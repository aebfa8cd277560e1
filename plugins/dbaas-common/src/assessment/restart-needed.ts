import { z } from 'zod';
import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import { secretChangedAt } from '../resources/change-time';
import { deliveryOf } from '../resources/external-secret-spec';
import { roleOf } from '../tree/kinds';
import type { FindingRule, RuleInput } from './finding-rule';
import type { AssessedNode } from './read-tree';
import { refOf } from './resource-nodes';

const secretNameSchema = z.object({ name: z.string() }).optional();

const containerSchema = z.object({
  name: z.string(),
  env: z
    .array(
      z.object({
        valueFrom: z.object({ secretKeyRef: secretNameSchema }).optional(),
      }),
    )
    .optional()
    .catch(undefined),
  envFrom: z
    .array(z.object({ secretRef: secretNameSchema }))
    .optional()
    .catch(undefined),
});

const podSchema = z
  .object({
    spec: z.object({ containers: z.array(containerSchema).catch([]) }),
    status: z
      .object({
        containerStatuses: z
          .array(
            z.object({
              name: z.string(),
              state: z
                .object({
                  running: z
                    .object({ startedAt: z.string().optional() })
                    .optional(),
                })
                .optional(),
            }),
          )
          .catch([]),
      })
      .catch({ containerStatuses: [] }),
  })
  .catch({
    spec: { containers: [] },
    status: { containerStatuses: [] },
  });

/**
 * A container takes what it has in its environment when it starts, and keeps it.
 * Files of a Secret change by themselves, so they are not looked at.
 */
export const restartRule: FindingRule = {
  name: 'pods older than the Secret that they use',
  find: input =>
    input.nodes
      .filter(({ object }) => roleOf(object) === 'delivery')
      .flatMap(delivery => {
        const changedAt = deliveredAt(delivery, input);
        const { secretName } = deliveryOf(delivery.object);
        const pods = changedAt
          ? podsOf(delivery, input).filter(pod =>
              usesOldValue(pod, secretName, changedAt),
            )
          : [];
        return changedAt && pods.length > 0
          ? [restartFinding(delivery, secretName, changedAt, pods)]
          : [];
      }),
};

function deliveredAt(
  { cluster, object }: AssessedNode,
  { tree, context }: RuleInput,
): string | undefined {
  const key = {
    group: '',
    kind: 'Secret',
    name: deliveryOf(object).secretName,
    namespace: object.metadata.namespace,
  };
  const seen = tree.bag.get(cluster, key)?.object;
  const found = seen ? undefined : context.lookup?.(cluster, key);
  const secret = seen ?? (found?.found === 'yes' ? found.object : undefined);
  return secret && secretChangedAt(secret);
}

function podsOf(
  { cluster, object }: AssessedNode,
  { context }: RuleInput,
): readonly KubernetesObject[] {
  const { namespace } = object.metadata;
  return context.sidecars?.(cluster, { namespace }) ?? [];
}

function usesOldValue(
  pod: KubernetesObject,
  secretName: string,
  changedAt: string,
): boolean {
  const { spec, status } = podSchema.parse(pod);
  return spec.containers.some(({ name, env = [], envFrom = [] }) => {
    const uses =
      env.some(
        ({ valueFrom }) => valueFrom?.secretKeyRef?.name === secretName,
      ) || envFrom.some(({ secretRef }) => secretRef?.name === secretName);
    const startedAt = status.containerStatuses.find(
      container => container.name === name,
    )?.state?.running?.startedAt;
    return (
      uses &&
      startedAt !== undefined &&
      Date.parse(startedAt) < Date.parse(changedAt)
    );
  });
}

function restartFinding(
  delivery: AssessedNode,
  secretName: string,
  changedAt: string,
  pods: readonly KubernetesObject[],
) {
  const names = pods.map(({ metadata }) => metadata.name).join(', ');
  return {
    code: 'secrets.restart-needed',
    severity: 'warning' as const,
    layer: 'secrets' as const,
    audience: 'you' as const,
    message: `${pods.length} pod${
      pods.length === 1 ? ' still uses' : 's still use'
    } what Secret "${secretName}" held before it changed.`,
    nextStep: `Restart ${names}.`,
    evidence: [
      {
        resource: refOf(delivery),
        path: `Secret ${secretName} changed`,
        value: changedAt,
      },
    ],
    since: changedAt,
  };
}
