import {
  readOnce,
  type DatabaseServiceSummary,
} from '@backstage-dbaas/plugin-dbaas-common';
import { CALM, type QueriedService } from './queried-service';
import { FACETS, type Facet } from './service-facets';
import type { ServiceQuery } from './service-query';

/**
 * How far a database service meets a query: in full, not at all, or in all but one
 * field, for whose counts it matters, since these tell what another choice would find.
 */
export type Fit = 'full' | 'none' | Facet;

type Filter = (service: QueriedService, query: ServiceQuery) => boolean;

const FILTERS: Record<Facet, Filter> = {
  state: ({ summary }, { state }) => isOneOf(summary.assessment.state, state),
  cluster: ({ summary }, { cluster }) => isOneOf(summary.ref.cluster, cluster),
  namespace: ({ summary }, { namespace }) =>
    isOneOf(summary.ref.namespace, namespace),
  placement: ({ summary }, { placement }) =>
    isOneOf(summary.facts.placement, placement),
  layer: ({ summary }, { layer }) =>
    layer === undefined || layer.some(wanted => hasLayer(summary, wanted)),
  owner: ({ resource }, { owner }) => haveOneOf(resource.owners, owner),
};

/** Tells how far database services meet a query. */
export function fitTo(query: ServiceQuery): (service: QueriedService) => Fit {
  const asked = FACETS.filter(facet => query[facet] !== undefined);
  return service => {
    let fit: Fit = 'full';
    for (const facet of asked) {
      if (FILTERS[facet](service, query)) continue;
      if (fit !== 'full') return 'none';
      fit = facet;
    }
    return isFound(service, query) ? fit : 'none';
  };
}

/** What is looked for, and not chosen among values that are counted. */
function isFound(
  { summary }: QueriedService,
  { entity, text }: ServiceQuery,
): boolean {
  return (
    haveOneOf(summary.entityRefs, entity) &&
    (text === undefined || searchTextOf(summary).includes(text))
  );
}

function isOneOf(
  value: string | undefined,
  wanted: readonly string[] | undefined,
): boolean {
  return wanted === undefined || (!!value && wanted.includes(value));
}

function haveOneOf(
  actual: readonly string[],
  wanted: readonly string[] | undefined,
): boolean {
  return wanted === undefined || wanted.some(value => actual.includes(value));
}

function hasLayer(
  { assessment }: DatabaseServiceSummary,
  wanted: { layer: string; state?: string },
): boolean {
  return assessment.layers.some(
    ({ layer, state }) =>
      layer === wanted.layer &&
      (wanted.state === undefined ? !CALM.has(state) : state === wanted.state),
  );
}

/** People type a letter at a time, and each letter asks again. */
const searchTextOf = readOnce(
  ({ ref, entityRefs, assessment }: DatabaseServiceSummary): string =>
    [ref.cluster, ref.namespace, ref.name, ...entityRefs, assessment.headline]
      .join(' ')
      .toLowerCase(),
);
