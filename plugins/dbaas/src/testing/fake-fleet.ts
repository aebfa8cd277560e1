import type {
  DatabaseService,
  DatabaseServiceList,
  ListServicesQuery,
} from '@backstage-dbaas/plugin-dbaas-common';
import { isTroubled, worstFirst } from '../presentation/severity';

const OWNER = 'group:default/team-orders';

/** The list of services in memory, filtered, sorted and paged as the backend does. */
export function listServices(
  services: readonly DatabaseService[],
  query: ListServicesQuery,
): DatabaseServiceList {
  const matches = sorted(services, query.sort).filter(
    ({ ref, facts, assessment }) =>
      has(query.state, assessment.state) &&
      has(query.cluster, ref.cluster) &&
      has(query.namespace, ref.namespace) &&
      has(query.placement, facts.placement) &&
      has(query.owner, OWNER) &&
      (query.layer ?? []).every(layer =>
        troubledLayers(assessment).includes(layer),
      ) &&
      ref.name.includes(query.text ?? ''),
  );
  const start = Number(query.cursor ?? 0);
  const end = start + (query.limit ?? 50);
  return {
    items: matches.slice(start, end),
    totalItems: matches.length,
    ...(end < matches.length && { nextCursor: String(end) }),
    facets: {
      state: count(matches.map(({ assessment }) => assessment.state)),
      cluster: count(matches.map(({ ref }) => ref.cluster)),
      placement: count(matches.flatMap(({ facts }) => facts.placement ?? [])),
      layer: count(
        matches.flatMap(({ assessment }) => troubledLayers(assessment)),
      ),
      owner: { [OWNER]: matches.length },
    },
  };
}

function has(wanted: string[] | undefined, value = ''): boolean {
  return wanted === undefined || wanted.includes(value);
}

function sorted(
  services: readonly DatabaseService[],
  sort: ListServicesQuery['sort'] = 'severity',
): DatabaseService[] {
  const worst = worstFirst(services);
  if (sort === 'severity') return worst;
  const key = ({ ref, assessment }: DatabaseService) =>
    sort.endsWith('name') ? ref.name : assessment.since ?? '';
  const direction = sort.startsWith('-') ? -1 : 1;
  return worst.sort(
    (left, right) => direction * key(left).localeCompare(key(right)),
  );
}

function troubledLayers({ layers }: DatabaseService['assessment']): string[] {
  return layers.filter(isTroubled).map(({ layer }) => layer);
}

function count(values: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  values.forEach(value => {
    counts[value] = (counts[value] ?? 0) + 1;
  });
  return counts;
}
