import { serviceStateSchema } from '@backstage-dbaas/plugin-dbaas-common';
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';

/** What the list is narrowed down to; empty means everything. */
export interface FleetFilter {
  state: string;
  cluster: string;
  owner: string;
  text: string;
}

const FIELDS = ['state', 'cluster', 'owner', 'text'] as const;

/** The filter in an address; a state that does not exist filters nothing. */
export function parseFleetFilter(parameters: URLSearchParams): FleetFilter {
  const state = serviceStateSchema.safeParse(parameters.get('state'));
  return {
    state: state.success ? state.data : '',
    cluster: parameters.get('cluster') ?? '',
    owner: parameters.get('owner') ?? '',
    text: parameters.get('text') ?? '',
  };
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
          FIELDS.forEach(field => {
            const value = changed[field];
            if (value === '') next.delete(field);
            else if (value !== undefined) next.set(field, value);
          });
          return next;
        },
        { replace: true },
      ),
    [setParameters],
  );
  return [filter, change];
}
