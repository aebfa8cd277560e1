import {
  layerSchema,
  SERVICE_SORTS,
  serviceStateSchema,
  type Layer,
  type ListServicesQuery,
  type ServiceSort,
  type ServiceState,
} from '@backstage-dbaas/plugin-dbaas-common';
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';

/** What the list is narrowed down to, and its order; empty means everything, worst first. */
export interface FleetFilter {
  state: ServiceState | '';
  layer: Layer | '';
  cluster: string;
  owner: string;
  placement: string;
  text: string;
  sort: ServiceSort | '';
}

export const NO_FILTER: FleetFilter = {
  state: '',
  layer: '',
  cluster: '',
  owner: '',
  placement: '',
  text: '',
  sort: '',
};

/** Values that do not exist, of a state for example, filter nothing. */
export function parseFleetFilter(parameters: URLSearchParams): FleetFilter {
  const text = (field: string) => parameters.get(field) ?? '';
  return {
    state: serviceStateSchema.safeParse(text('state')).data ?? '',
    layer: layerSchema.safeParse(text('layer')).data ?? '',
    cluster: text('cluster'),
    owner: text('owner'),
    placement: text('placement'),
    text: text('text'),
    sort: SERVICE_SORTS.find(sort => sort === text('sort')) ?? '',
  };
}

/** The filter as the API takes it. */
export function queryOf(filter: FleetFilter): ListServicesQuery {
  const { state, layer, cluster, owner, placement, text, sort } = filter;
  return {
    ...(state && { state: [state] }),
    ...(layer && { layer: [layer] }),
    ...(cluster && { cluster: [cluster] }),
    ...(owner && { owner: [owner] }),
    ...(placement && { placement: [placement] }),
    ...(text && { text }),
    ...(sort && { sort }),
  };
}

/** Whether anything is left out; the order leaves out nothing. */
export function narrows(filter: FleetFilter): boolean {
  return Object.values({ ...filter, sort: '' }).some(value => value !== '');
}

/** The filter lives in the address, so that it can be shared and comes back. */
export function useFleetFilter(): [
  FleetFilter,
  (change: Partial<FleetFilter>) => void,
] {
  const [parameters, setParameters] = useSearchParams();
  const filter = useMemo(() => parseFleetFilter(parameters), [parameters]);
  const change = useCallback(
    (changed: Partial<FleetFilter>) =>
      setParameters(
        current => {
          const next = new URLSearchParams(current);
          Object.entries(changed).forEach(([field, value]) => {
            if (value === '') next.delete(field);
            else next.set(field, value);
          });
          return next;
        },
        { replace: true },
      ),
    [setParameters],
  );
  return [filter, change];
}
