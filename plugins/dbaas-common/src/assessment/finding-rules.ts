import type { UnreadableSource } from '../api/database-service';
import {
  conditionOf,
  conditionsOf,
  conditionEvidence,
} from '../resources/conditions';
import { groupOf } from '../kubernetes/kubernetes-object';
import { redactMessage } from '../redaction/redact';
import { roleOf } from '../tree/kinds';
import { clusterSpecOf } from '../resources/cnpg-status';
import { backupRule } from './backups';
import { claimSpecOf } from './claim';
import type { FindingRule } from './finding-rule';
import { flappingRule } from './flapping';
import { restartRule } from './restart-needed';
import { storageLimitRule, versionRule } from './server-lifetime';
import type { AssessedNode } from './read-tree';
import { refOf } from './resource-nodes';
import { z } from 'zod';

const DEFAULT_DEVELOPER_CONDITIONS = ['Developer'];
const DELETION_ATTEMPT = 'crossplane.io/usage-deletion-attempt-with-policy';

const usageSchema = z
  .object({
    of: z
      .object({
        kind: z.string(),
        resourceRef: z.object({ name: z.string() }).optional(),
      })
      .optional()
      .catch(undefined),
    reason: z.string().optional().catch(undefined),
  })
  .catch({});

/** @internal */
export const FINDING_RULES: readonly FindingRule[] = [
  backupRule,
  versionRule,
  storageLimitRule,
  restartRule,
  flappingRule,
  {
    // function-status-transformer writes such conditions for users of a composite.
    name: 'message for developers',
    find: ({ tree: { root }, context }) => {
      const types = context.developerConditions ?? DEFAULT_DEVELOPER_CONDITIONS;
      return conditionsOf(root.object)
        .filter(
          ({ type, status }) => types.includes(type) && status === 'False',
        )
        .map(condition => ({
          code: 'crossplane.developer-message',
          severity: 'warning',
          audience: 'you',
          message: redactMessage(
            condition.message ?? condition.reason ?? '',
            300,
          ),
          nextStep:
            'The platform team has written this message: ask them when it does not say what to do.',
          evidence: [
            { resource: refOf(root), ...conditionEvidence(condition) },
          ],
          ...(condition.lastTransitionTime && {
            since: condition.lastTransitionTime,
          }),
        }));
    },
  },
  {
    // CloudNativePG reports archiving as working also without a destination.
    name: 'backups without a destination',
    find: ({ tree, nodes }) => {
      if (!claimSpecOf(tree.root.object)?.backup) return [];
      return nodes.filter(archivesToNowhere).map(node => ({
        code: 'server.no-archive-destination',
        severity: 'critical',
        layer: 'server',
        audience: 'platform',
        message:
          'Backups were asked for, but the server has nowhere to archive to.',
        nextStep: 'Set up a place for backups on the platform.',
        evidence: [
          { resource: refOf(node), path: 'spec.backup', value: 'missing' },
        ],
      }));
    },
  },
  {
    name: 'part deleted outside of Git',
    find: ({ tree: { unresolved, root }, context }) =>
      unresolved.flatMap(({ cluster, keys }) => {
        const missing =
          context.lookup !== undefined &&
          keys.every(key => context.lookup?.(cluster, key).found === 'no');
        if (!missing || root.object.metadata.deletionTimestamp) return [];
        const [{ kind, name }] = keys;
        return [
          {
            code: 'kubernetes.part-missing',
            severity: 'info',
            audience: 'wait',
            message: `${kind} ${name} is part of the service but is not in the cluster.`,
            nextStep: 'Wait: Crossplane makes it again.',
            evidence: [
              {
                resource: refOf(root),
                path: 'spec.crossplane.resourceRefs',
                value: `${kind}/${name}`,
              },
            ],
          },
        ];
      }),
  },
  {
    name: 'parts of a former service',
    find: ({ tree: { leftovers } }) =>
      leftovers.length === 0
        ? []
        : [
            {
              code: 'kubernetes.leftovers',
              severity: 'info',
              audience: 'wait',
              message: `${leftovers.length} part${
                leftovers.length === 1 ? '' : 's'
              } of a former database service of this name ${
                leftovers.length === 1 ? 'is' : 'are'
              } still being removed.`,
              nextStep: 'Wait, or look at what keeps the first of them.',
              evidence: leftovers.map(({ object }) => ({
                path: 'metadata.ownerReferences',
                value: `${object.kind} ${object.metadata.name}`,
              })),
            },
          ],
  },
  {
    // A refused deletion leaves no deletionTimestamp, only a mark on the Usage (Crossplane 2.3).
    name: 'deletion refused by a Usage',
    find: ({ tree: { root }, nodes }) =>
      nodes.flatMap(node => {
        const { annotations = {} } = node.object.metadata;
        const refused =
          groupOf(node.object) === 'protection.crossplane.io' &&
          DELETION_ATTEMPT in annotations &&
          root.object.metadata.deletionTimestamp === undefined;
        if (!refused) return [];
        const { of, reason } = usageSchema.parse(node.object.spec ?? {});
        const protectedObject = of
          ? `${of.kind} ${of.resourceRef?.name ?? ''}`.trim()
          : 'A part of the service';
        return [
          {
            code: 'crossplane.deletion-refused',
            severity: 'info',
            ...(node.layer && { layer: node.layer }),
            audience: 'you',
            message: `${protectedObject} is protected; a deletion was refused.`,
            ...(reason && { nextStep: redactMessage(reason, 300) }),
            evidence: [
              {
                resource: refOf(node),
                path: `metadata.annotations[${DELETION_ATTEMPT}]`,
                value: annotations[DELETION_ATTEMPT],
              },
            ],
          },
        ];
      }),
  },
  {
    name: 'sources that cannot be read',
    find: ({ unreadable }) =>
      unreadable.map(
        ({ cluster, verb, resource, problem, message, since }) => ({
          code: `status.${problem}`,
          severity: 'unknown',
          audience: 'platform',
          message: `Not everything can be read in cluster "${cluster}": ${verb} ${resource} (${problem}).`,
          nextStep: accessStep(problem, `${verb} ${resource}`),
          details: redactMessage(message),
          evidence: [{ path: `${verb} ${resource}`, value: problem }],
          since,
        }),
      ),
  },
];

function archivesToNowhere({ object }: AssessedNode): boolean {
  const { backup, plugins } = clusterSpecOf(object);
  return (
    roleOf(object) === 'server' &&
    conditionOf(object, 'ContinuousArchiving')?.status === 'True' &&
    backup === undefined &&
    plugins === undefined
  );
}

function accessStep(
  problem: UnreadableSource['problem'],
  access: string,
): string {
  switch (problem) {
    case 'forbidden':
      return `Allow ${access} to the service account of Backstage in that cluster.`;
    case 'notInstalled':
      return 'Install the operator of this kind in that cluster.';
    default:
      return 'Check the connection of Backstage to that cluster.';
  }
}
