import {
  LAYER_LABEL,
  LAYERS,
  type KubernetesObject,
} from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import type { Context } from '../context';
import { orderUsage } from '../resources/usage';
import type { PlannedResource } from '../resources/planned-resource';

const usageSchema = z.object({
  metadata: z.object({ labels: z.object({ [LAYER_LABEL]: z.enum(LAYERS) }) }),
  spec: z.object({ reason: z.string() }),
});

/**
 * The order of deletion of what is asked for no more and still being deleted. Crossplane
 * forgets it at once (2.3), so without its Usages the deletion of the claim right after
 * would take away what it needs to end.
 */
export function planLeftOrder(
  context: Context,
  planned: readonly PlannedResource[],
): PlannedResource[] {
  const { observed } = context;
  const wanted = new Set(planned.map(({ name }) => name));
  return observed.names().flatMap(name => {
    const order = orderOf(name, one => observed.get(one)?.object);
    const usage = usageSchema.safeParse(observed.get(name)?.object);
    if (!order || !usage.success) return [];
    // Where both go, a deletion that is refused would hold up the other one, too.
    if (wanted.has(order.by.name) || !wanted.has(order.of.name)) return [];
    const layer = usage.data.metadata.labels[LAYER_LABEL];
    const { reason } = usage.data.spec;
    return [orderUsage(context, { ...order.of, layer }, order.by, reason)];
  });
}

type Named = Pick<PlannedResource, 'name' | 'object'>;

/** The two resources of an order, if both exist. A name may hold `/by/` itself. */
function orderOf(
  name: string,
  find: (name: string) => KubernetesObject | undefined,
): { of: Named; by: Named } | undefined {
  const [kind, ...steps] = name.split('/');
  if (kind !== 'usage') return undefined;
  for (const [index, step] of steps.entries()) {
    if (step !== 'by') continue;
    const ofName = steps.slice(0, index).join('/');
    const byName = steps.slice(index + 1).join('/');
    const [of, by] = [find(ofName), find(byName)];
    if (of && by)
      return {
        of: { name: ofName, object: of },
        by: { name: byName, object: by },
      };
  }
  return undefined;
}
