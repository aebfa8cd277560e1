import type {
  DatabaseServiceList,
  LayerState,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { QueriedService } from './service-query';

/** States of a layer that nobody has to look at. */
export const CALM: ReadonlySet<LayerState> = new Set([
  'healthy',
  'notRequested',
  'progressing',
]);

/** How often each value occurs. */
class Counts {
  readonly #counts = new Map<string, number>();

  add(value: string | undefined): void {
    if (value === undefined) return;
    this.#counts.set(value, (this.#counts.get(value) ?? 0) + 1);
  }

  toRecord(): Record<string, number> {
    return Object.fromEntries(this.#counts);
  }
}

/** Of every field that can be filtered by, how many rows have each value. */
export function facetsOf(
  services: readonly QueriedService[],
): DatabaseServiceList['facets'] {
  const state = new Counts();
  const cluster = new Counts();
  const namespace = new Counts();
  const placement = new Counts();
  const layer = new Counts();
  const owner = new Counts();
  for (const { summary, resource } of services) {
    const { ref, facts, assessment } = summary;
    state.add(assessment.state);
    cluster.add(ref.cluster);
    namespace.add(ref.namespace);
    placement.add(facts.placement);
    for (const one of assessment.layers)
      if (!CALM.has(one.state)) layer.add(one.layer);
    resource.owners.forEach(one => owner.add(one));
  }
  return {
    state: state.toRecord(),
    cluster: cluster.toRecord(),
    namespace: namespace.toRecord(),
    placement: placement.toRecord(),
    layer: layer.toRecord(),
    owner: owner.toRecord(),
  };
}
