import { setTimeout as delay } from 'node:timers/promises';

/** Waits, but not longer than until the signal is aborted; never rejects. */
export async function sleep(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0 || signal.aborted) return;
  await delay(ms, undefined, { signal, ref: false }).catch(error => {
    if (!signal.aborted) throw error;
  });
}
