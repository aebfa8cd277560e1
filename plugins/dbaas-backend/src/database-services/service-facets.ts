import type { DatabaseServiceList } from '@backstage-dbaas/plugin-dbaas-common';
import { CALM, type QueriedService } from './queried-service';

/** Fields that can be filtered by and whose values are counted. */
export const FACETS = [
  'state',
  'cluster',
  'namespace',
  'placement',
  'layer',
  'owner',
] as const;
export type Facet = (typeof FACETS)[number];

/** The values of each field that a database service counts for. */
const VALUES: Record<Facet, (service: QueriedService) => readonly string[]> = {
  state: ({ summary }) => [summary.assessment.state],
  cluster: ({ summary }) => [summary.ref.cluster],
  namespace: ({ summary }) => [summary.ref.namespace],
  placement: ({ summary: { facts } }) =>
    facts.placement === undefined ? [] : [facts.placement],
  layer: ({ summary }) =>
    summary.assessment.layers
      .filter(({ state }) => !CALM.has(state))
      .map(({ layer }) => layer),
  owner: ({ resource }) => resource.owners,
};

/** How often each value of each field occurs. */
export class FacetCounts {
  readonly #counts = new Map<Facet, Map<string, number>>(
    FACETS.map(facet => [facet, new Map()]),
  );

  /** Counts a database service for some fields. */
  add(service: QueriedService, facets: readonly Facet[]): void {
    for (const facet of facets) {
      const counts = this.#counts.get(facet);
      for (const value of VALUES[facet](service))
        counts?.set(value, (counts.get(value) ?? 0) + 1);
    }
  }

  toRecord(): DatabaseServiceList['facets'] {
    return Object.fromEntries(
      [...this.#counts].map(([facet, counts]) => [
        facet,
        Object.fromEntries(counts),
      ]),
    );
  }
}
