import { useApiHolder } from '@backstage/core-plugin-api';
import { signalApiRef } from '@backstage/plugin-signals-react';
import { useEffect } from 'react';

/**
 * Calls back on a signal of any of the channels. Like `useSignal`, but for a
 * number of channels that is only known at run time. Without the signals plugin
 * nothing happens.
 */
export function useSignals(
  channels: readonly string[],
  onSignal: () => void,
): void {
  const signals = useApiHolder().get(signalApiRef);
  const key = [...new Set(channels)].sort().join('\n');
  useEffect(() => {
    if (!signals) return undefined;
    const subscriptions = key
      .split('\n')
      .filter(channel => channel !== '')
      .map(channel => signals.subscribe(channel, onSignal));
    return () =>
      subscriptions.forEach(subscription => subscription.unsubscribe());
  }, [signals, key, onSignal]);
}
