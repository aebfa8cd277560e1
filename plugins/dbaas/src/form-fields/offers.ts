import { offerFor, type DbaasApi } from '@backstage-dbaas/plugin-dbaas-common';
import { useApi } from '@backstage/core-plugin-api';
import useAsync from 'react-use/esm/useAsync';
import { dbaasApiRef } from '../api/dbaas-api';

/** What one platform cluster offers, or why that is not known. */
export type Offer<T> =
  | { kind: 'known'; offer: T }
  /** The platform has to do something first. */
  | { kind: 'problem'; reason: string }
  /** No cluster that is read is the one where this is asked for. */
  | { kind: 'noCluster' }
  /** The question could not be asked: the backend decides when the request is made. */
  | { kind: 'failed'; reason: string };

/** Why nothing can be chosen. */
export type UnknownOffer = Exclude<Offer<unknown>, { kind: 'known' }>;

/** What one platform cluster offers, as the backend tells it. */
export interface ClusterOffer {
  cluster: string;
  problem?: string;
}

/** Asks the backend what all platform clusters offer. */
export type ListOffers<T extends ClusterOffer> = (
  api: DbaasApi,
) => Promise<T[]>;

/** Asks the backend what the platform cluster of a request offers. */
export async function loadOffer<T extends ClusterOffer>(
  api: DbaasApi,
  list: ListOffers<T>,
  cluster?: string,
): Promise<Offer<T>> {
  try {
    const offer = offerFor(await list(api), cluster);
    if (!offer) return { kind: 'noCluster' };
    return offer.problem === undefined
      ? { kind: 'known', offer }
      : { kind: 'problem', reason: offer.problem };
  } catch (error) {
    return {
      kind: 'failed',
      reason: error instanceof Error ? error.message : String(error),
    };
  }
}

/** What the platform cluster of a request offers; undefined while it is being asked for. */
export function useOffer<T extends ClusterOffer>(
  list: ListOffers<T>,
  cluster?: string,
): Offer<T> | undefined {
  const api = useApi(dbaasApiRef);
  const { value } = useAsync(
    () => loadOffer(api, list, cluster),
    [api, list, cluster],
  );
  return value;
}

/** For {@link loadOffer} and {@link useOffer}. */
export const listPlans = (api: DbaasApi) => api.listPlans();
/** For {@link loadOffer} and {@link useOffer}. */
export const listPlacements = (api: DbaasApi) => api.listPlacements();
