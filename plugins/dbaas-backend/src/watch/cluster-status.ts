import type {
  ClusterHealthList,
  UnreadableSource,
} from '@backstage-dbaas/plugin-dbaas-common';

/** An outage shorter than this is not worth a word. */
const BLIP_MS = 10_000;

type ToldHealth = ClusterHealthList['items'][number];

/** How a cluster is doing, in the words of the API, before anything is kept back. */
export type ClusterHealth = ToldHealth &
  Required<Pick<ToldHealth, 'objects' | 'kinds' | 'restarts'>>;

/** How a cluster is doing, from our side. */
export interface ClusterStatus {
  name: string;
  /** Last time anything came from the cluster. */
  lastContactAt?: number;
  /** Since when nothing can be read from the cluster, if that is so. */
  outageSince?: number;
  /** Every kind that is watched has been listed, or cannot be. */
  settled: boolean;
  /** Has been settled before; later a kind may join, which makes no answer worse. */
  everSettled: boolean;
  unreadable: UnreadableSource[];
  /** What cannot be read either, but need not be. */
  optionalUnreadable: UnreadableSource[];
  /** How many kinds are watched. */
  kinds: number;
  /** How often a list or a watch had to be repeated because of trouble. */
  restarts: number;
}

/** Whether what is known of a cluster may be out of date. */
export function isStale(status: ClusterStatus, now: number): boolean {
  return status.outageSince !== undefined && now - status.outageSince > BLIP_MS;
}

/** The status as the health of the API. */
export function healthOf(
  status: ClusterStatus,
  objects: number,
): ClusterHealth {
  const { name, lastContactAt, outageSince, kinds, restarts } = status;
  return {
    name,
    state: stateOf(lastContactAt, outageSince),
    ...(lastContactAt !== undefined && {
      lastContactAt: new Date(lastContactAt).toISOString(),
    }),
    objects,
    kinds,
    restarts,
    unreadable: [...status.unreadable, ...status.optionalUnreadable],
  };
}

function stateOf(
  lastContactAt?: number,
  outageSince?: number,
): ClusterHealth['state'] {
  if (outageSince === undefined) {
    return lastContactAt === undefined ? 'connecting' : 'connected';
  }
  return lastContactAt === undefined ? 'unreachable' : 'stale';
}
