import { z } from 'zod';
import { conditionOf } from '../resources/conditions';
import { deliveryOf } from '../resources/external-secret-spec';
import { isUsable } from '../resources/verdict';
import { roleOf } from '../tree/kinds';
import type { AssessedNode } from './read-tree';
import type { ServiceItem } from './service-items';

/** Whether applications can use a thing right now, whatever else is wrong with it. */
export type Usability = 'yes' | 'no' | 'unknown';

const instancesSchema = z
  .object({ readyInstances: z.number().optional() })
  .catch({});

/** Whether applications can use a part of the database service right now. */
export function usabilityOf({ node, helpers }: ServiceItem): Usability {
  if (!node) return 'no';
  return worst([node, ...helpers].map(usabilityOfNode));
}

/** The worst of several. */
export function worst(all: readonly Usability[]): Usability {
  return (
    (['no', 'unknown', 'yes'] as const).find(one => all.includes(one)) ?? 'yes'
  );
}

function usabilityOfNode(node: AssessedNode): Usability {
  const { state } = node.verdict;
  if (isUsable(node.verdict) || state === 'degraded') return 'yes';
  if (state === 'failed') return 'no';
  // While something changes, is paused or is not current, the last known good state counts.
  if (worksMeanwhile(node)) return 'yes';
  return state === 'unknown' ? 'unknown' : 'no';
}

function worksMeanwhile({ object }: AssessedNode): boolean {
  switch (roleOf(object)) {
    case 'server': {
      const { readyInstances } = instancesSchema.parse(object.status ?? {});
      return readyInstances === undefined
        ? conditionOf(object, 'Ready')?.status === 'True'
        : readyInstances > 0;
    }
    case 'delivery':
      return deliveryOf(object).refreshedAt !== undefined;
    default:
      return conditionOf(object, 'Ready')?.status === 'True';
  }
}
