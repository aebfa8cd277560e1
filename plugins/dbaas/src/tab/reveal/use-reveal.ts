import { useApi } from '@backstage/core-plugin-api';
import type {
  Connection,
  RevealedCredential,
  ServiceRef,
} from '@backstage-dbaas/plugin-dbaas-common';
import { useCallback, useEffect, useRef, useState } from 'react';
import { dbaasApiRef } from '../../api/dbaas-api';

/** How long values stay on the screen. */
export const REVEALED_SECONDS = 60;

/** Where the dialog stands. Values exist in `shown` alone. */
export type RevealState =
  | { kind: 'asking' }
  | { kind: 'reading' }
  | { kind: 'refused'; error: Error }
  | { kind: 'shown'; credential: RevealedCredential; hidesAt: number }
  | { kind: 'hidden' };

export interface Reveal {
  state: RevealState;
  /** Reads the Secret, for a reason that is recorded. */
  reveal(reason: string): Promise<void>;
}

/**
 * Reads the values of one Secret on demand and forgets them: after a minute, when
 * the page goes out of sight, and when the component goes.
 */
export function useReveal(service: ServiceRef, connection: Connection): Reveal {
  const api = useApi(dbaasApiRef);
  const [state, setState] = useState<RevealState>({ kind: 'asking' });
  const request = useRef<AbortController>();

  useEffect(() => () => request.current?.abort(), []);
  useForgetting(state, setState);

  const { cluster, namespace, secretName } = connection;
  const reveal = useCallback(
    async (reason: string) => {
      request.current?.abort();
      const current = new AbortController();
      request.current = current;
      setState({ kind: 'reading' });
      const next = await api
        .revealCredential(
          service,
          { cluster, namespace, secretName, reason },
          { signal: current.signal },
        )
        .then(
          (credential): RevealState => ({
            kind: 'shown',
            credential,
            hidesAt: Date.now() + REVEALED_SECONDS * 1_000,
          }),
          (error: unknown): RevealState => ({
            kind: 'refused',
            error: error instanceof Error ? error : new Error(String(error)),
          }),
        );
      if (!current.signal.aborted) setState(next);
    },
    [api, service, cluster, namespace, secretName],
  );
  return { state, reveal };
}

function useForgetting(
  state: RevealState,
  setState: (next: RevealState) => void,
): void {
  const hidesAt = state.kind === 'shown' ? state.hidesAt : undefined;
  useEffect(() => {
    if (hidesAt === undefined) return undefined;
    const hide = () => setState({ kind: 'hidden' });
    const hideUnseen = () => {
      if (document.hidden) hide();
    };
    // It may have come while nobody looked.
    hideUnseen();
    const timer = setTimeout(hide, hidesAt - Date.now());
    document.addEventListener('visibilitychange', hideUnseen);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', hideUnseen);
    };
  }, [hidesAt, setState]);
}
