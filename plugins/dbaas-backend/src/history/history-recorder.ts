import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import limit from 'p-limit';
import type { ServiceChange } from '../database-services/database-services';
import { serviceKey } from '../database-services/service-key';
import type { History } from './history';
import { sightingsOf, type Observation } from './observation';

/** A state that lasts shorter is not worth a line: a part was replaced, or a list was half read. */
const DEFAULT_SETTLING_MS = 2_000;

interface Pending {
  observation: Observation;
  states: string;
  timer: NodeJS.Timeout;
}

/**
 * Writes down the states of database services that last. What settles while something
 * is being written is written together: a start finds thousands of services at once.
 */
export class HistoryRecorder {
  readonly #queue = limit(1);
  readonly #written = new Map<string, string>();
  readonly #pending = new Map<string, Pending>();
  #batch: Observation[] = [];

  constructor(
    private readonly options: {
      history: Pick<History, 'record'>;
      logger: LoggerService;
      /** Whether all that is needed has been read: what is half known is no state. */
      settled: () => boolean;
      settlingMs?: number;
    },
  ) {}

  note({ ref, after }: ServiceChange): void {
    const key = serviceKey(ref);
    const observation: Observation | undefined = after && {
      service: ref,
      assessment: after.summary.assessment,
      schemas: after.schemas,
      at: new Date(),
    };
    const states = observation && statesOf(observation);
    const pending = this.#pending.get(key);
    if (pending && pending.states === states) return;
    clearTimeout(pending?.timer);
    this.#pending.delete(key);
    if (!observation || !states) this.#written.delete(key);
    else if (this.#written.get(key) !== states)
      this.#wait(key, observation, states);
  }

  /** Gives up what has not lasted, and resolves when the rest is written. */
  async stop(): Promise<void> {
    this.#pending.forEach(({ timer }) => clearTimeout(timer));
    this.#pending.clear();
    await this.#queue(async () => undefined);
  }

  #wait(key: string, observation: Observation, states: string): void {
    const { settled, settlingMs = DEFAULT_SETTLING_MS } = this.options;
    const timer = setTimeout(() => {
      if (settled()) this.#write(key, observation, states);
      else this.#wait(key, observation, states);
    }, settlingMs);
    this.#pending.set(key, { observation, states, timer });
  }

  #write(key: string, observation: Observation, states: string): void {
    this.#pending.delete(key);
    this.#written.set(key, states);
    this.#batch.push(observation);
    if (this.#batch.length === 1) this.#queue(() => this.#flush());
  }

  async #flush(): Promise<void> {
    const batch = this.#batch;
    this.#batch = [];
    try {
      await this.options.history.record(batch);
    } catch (error) {
      // With the next change of one of them it is tried again.
      batch.forEach(({ service }) => this.#written.delete(serviceKey(service)));
      this.options.logger.error(
        `Cannot write down the states of ${batch.length} database services`,
        toError(error),
      );
    }
  }
}

function statesOf(observation: Observation): string {
  return JSON.stringify(
    sightingsOf(observation).map(({ subject, to }) => [subject, to]),
  );
}
