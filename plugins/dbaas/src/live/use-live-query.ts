import { useMemo, useSyncExternalStore } from 'react';
import {
  LiveQuery,
  type LiveQueryOptions,
  type LiveSnapshot,
} from './live-query';

export interface LiveResult<T> extends LiveSnapshot<T> {
  /** Asks again now. */
  refresh(): void;
  /** Asks again soon, because something changed. */
  invalidate(): void;
}

/** Keeps one answer current while the component is mounted. The options must be stable. */
export function useLiveQuery<T>({
  load,
  isMoving,
}: LiveQueryOptions<T>): LiveResult<T> {
  const query = useMemo(
    () => new LiveQuery({ load, isMoving }),
    [load, isMoving],
  );
  const snapshot = useSyncExternalStore(query.subscribe, query.getSnapshot);
  return {
    ...snapshot,
    refresh: query.refresh,
    invalidate: query.invalidate,
  };
}
