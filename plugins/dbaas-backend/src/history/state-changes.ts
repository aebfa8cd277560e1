import type { ServiceRef } from '@backstage-dbaas/plugin-dbaas-common';
import type { ServiceChange } from '../database-services/database-services';
import { serviceKey } from '../database-services/service-key';

const WINDOW_MS = 3_600_000;
/** More do not tell more. */
const MOST = 30;

/**
 * When database services changed between working and not working lately, as this
 * replica has seen it. For the verdict on states that come and go.
 */
export class StateChanges {
  readonly #times = new Map<string, number[]>();

  constructor(private readonly now: () => number = Date.now) {}

  note({ ref, before, after }: ServiceChange): void {
    const key = serviceKey(ref);
    if (!after) {
      this.#times.delete(key);
      return;
    }
    const from = before?.summary.assessment.availability;
    const to = after.summary.assessment.availability;
    // What cannot be seen is no change.
    if (!from || from === to || [from, to].includes('unknown')) return;
    const recent = this.#recent(key);
    this.#times.set(key, [...recent, this.now()].slice(-MOST));
  }

  /** Times of the last hour, RFC 3339, oldest first. */
  of(service: ServiceRef): string[] {
    return this.#recent(serviceKey(service)).map(time =>
      new Date(time).toISOString(),
    );
  }

  #recent(key: string): number[] {
    const since = this.now() - WINDOW_MS;
    return (this.#times.get(key) ?? []).filter(time => time > since);
  }
}
