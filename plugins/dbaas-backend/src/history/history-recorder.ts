import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  Assessment,
  ServiceRef,
} from '@backstage-dbaas/plugin-dbaas-common';
import { toError } from '@backstage/errors';
import limit from 'p-limit';
import type { ServiceChange } from '../database-services/database-services';
import { serviceKey } from '../database-services/service-key';
import type { History } from './history';

/** A state that lasts shorter is not worth a line: a part was replaced, or a list was half read. */
const DEFAULT_SETTLING_MS = 2_000;

interface Pending {
  ref: ServiceRef;
  assessment: Assessment;
  states: string;
  since: Date;
  timer: NodeJS.Timeout;
}

/** Writes down the states of database services that last, one after the other. */
export class HistoryRecorder {
  readonly #queue = limit(1);
  readonly #written = new Map<string, string>();
  readonly #pending = new Map<string, Pending>();

  constructor(
    private readonly options: {
      history: History;
      logger: LoggerService;
      /** Whether all that is needed has been read: what is half known is no state. */
      settled: () => boolean;
      settlingMs?: number;
    },
  ) {}

  note({ ref, after }: ServiceChange): void {
    const key = serviceKey(ref);
    const states = after && statesOf(after.summary.assessment);
    const pending = this.#pending.get(key);
    if (pending?.states === states) return;
    clearTimeout(pending?.timer);
    this.#pending.delete(key);
    if (!after || !states) {
      this.#written.delete(key);
    } else if (this.#written.get(key) !== states) {
      const { assessment } = after.summary;
      this.#wait(key, { ref, assessment, states, since: new Date() });
    }
  }

  /** Gives up what has not lasted, and resolves when the rest is written. */
  async stop(): Promise<void> {
    this.#pending.forEach(({ timer }) => clearTimeout(timer));
    this.#pending.clear();
    await this.#queue(async () => undefined);
  }

  #wait(key: string, noted: Omit<Pending, 'timer'>): void {
    const { settled, settlingMs = DEFAULT_SETTLING_MS } = this.options;
    const timer = setTimeout(() => {
      if (settled()) this.#write(key, noted);
      else this.#wait(key, noted);
    }, settlingMs);
    this.#pending.set(key, { ...noted, timer });
  }

  #write(
    key: string,
    { ref, assessment, states, since }: Omit<Pending, 'timer'>,
  ): void {
    this.#pending.delete(key);
    this.#written.set(key, states);
    this.#queue(() =>
      this.options.history.record(ref, assessment, since),
    ).catch(error => {
      this.#written.delete(key);
      this.options.logger.error(
        `Cannot write down the state of ${key}`,
        toError(error),
      );
    });
  }
}

function statesOf({ state, layers }: Assessment): string {
  return JSON.stringify([
    state,
    layers.map(({ layer, state: one }) => [layer, one]),
  ]);
}
