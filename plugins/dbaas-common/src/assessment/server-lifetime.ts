import type { Finding } from '../api/assessment';
import {
  growingStorageOf,
  runningVersionOf,
  type StatedFact,
} from '../resources/server-facts';
import { durationInWords } from '../resources/timing';
import { roleOf } from '../tree/kinds';
import { claimSpecOf } from './claim';
import type { FindingRule } from './finding-rule';
import type { AssessedNode } from './read-tree';
import { refOf } from './resource-nodes';

/**
 * The last release of each major version of PostgreSQL, from
 * https://www.postgresql.org/support/versioning/ (November 2026). Clouds may offer
 * paid support for longer.
 */
export const POSTGRESQL_END_OF_LIFE: Readonly<Record<string, string>> = {
  '11': '2023-11-09',
  '12': '2024-11-21',
  '13': '2025-11-13',
  '14': '2026-11-12',
  '15': '2027-11-11',
  '16': '2028-11-09',
  '17': '2029-11-08',
  '18': '2030-11-14',
};

const NOTICE_SECONDS = 90 * 24 * 3600;

/** Growing goes in steps of a tenth of what there is (RDS storage autoscaling). */
const GROWTH_STEP = 1.1;

/** PostgreSQL that gets no fixes any more, or soon will not. */
export const versionRule: FindingRule = {
  name: 'version near or past the end of its life',
  find: ({ tree, nodes, context }) => {
    const stated = versionOf(tree.root, nodes);
    const major = stated?.fact.value.split('.')[0];
    const endsOn = major && POSTGRESQL_END_OF_LIFE[major];
    if (!stated || !endsOn) return [];
    const left = (Date.parse(endsOn) - context.now.getTime()) / 1000;
    return left > NOTICE_SECONDS
      ? []
      : [versionFinding(stated, { major, endsOn, left })];
  },
};

interface StatedVersion {
  node: AssessedNode;
  fact: StatedFact<string>;
}

/** What runs counts; before anything does, what was asked for. */
function versionOf(
  root: { id: string; object: AssessedNode['object'] },
  nodes: readonly AssessedNode[],
): StatedVersion | undefined {
  for (const node of nodes) {
    const fact =
      roleOf(node.object) === 'server' && runningVersionOf(node.object);
    if (fact) return { node, fact };
  }
  const node = nodes.find(({ id }) => id === root.id);
  const value = claimSpecOf(root.object)?.version;
  return node && value !== undefined
    ? { node, fact: { path: 'spec.version', value } }
    : undefined;
}

function versionFinding(
  { node, fact }: StatedVersion,
  facts: { major: string; endsOn: string; left: number },
): Finding {
  const { major, endsOn, left } = facts;
  const over = left <= 0;
  return {
    code: over ? 'server.version-ended' : 'server.version-ends',
    severity: over ? 'warning' : 'info',
    layer: 'server',
    audience: 'you',
    message: over
      ? `PostgreSQL ${major} gets no fixes any more: its life ended on ${endsOn}.`
      : `PostgreSQL ${major} gets fixes until ${endsOn}, for ${durationInWords(
          left,
        )} more.`,
    nextStep: 'Ask for a newer version in the request.',
    evidence: [{ resource: refOf(node), ...fact }],
  };
}

/** Storage that can hardly grow any more, where a server says what its limit is. */
export const storageLimitRule: FindingRule = {
  name: 'storage at its limit',
  find: ({ nodes }) =>
    nodes.flatMap(node => {
      const storage =
        roleOf(node.object) === 'server'
          ? growingStorageOf(node.object)
          : undefined;
      if (!storage) return [];
      const { allocatedStorage, maxAllocatedStorage } = storage;
      if (allocatedStorage * GROWTH_STEP <= maxAllocatedStorage) return [];
      return [
        {
          code: 'server.storage-limit',
          severity: 'warning',
          layer: 'server',
          audience: 'you',
          message: `The storage of the server has grown to ${allocatedStorage} GB, and may not grow beyond ${maxAllocatedStorage} GB.`,
          nextStep: 'Ask for more storage in the request, or delete data.',
          evidence: [
            {
              resource: refOf(node),
              path: 'status.atProvider.allocatedStorage',
              value: `${allocatedStorage} of ${maxAllocatedStorage}`,
            },
          ],
        },
      ];
    }),
};
