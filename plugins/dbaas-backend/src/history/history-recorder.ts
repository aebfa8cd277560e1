import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import limit from 'p-limit';
import type { ServiceChange } from '../database-services/database-services';
import { serviceKey } from '../database-services/service-key';
import type { History } from './history';
import { sightingsOf, subjectKey, type Observation } from './observation';

/** A state that lasts shorter is not worth a line: a part was replaced, or a list was half read. */
const DEFAULT_SETTLING_MS = 2_000;

/** A service that comes and goes is written down this often at most: its history says that it does. */
const FLAPPING_REST_MS = 10 * 60_000;
const FLAPPING = 'service.flapping';
/** The database may be back by then. */
const RETRY_MS = 30_000;

/** What is to be written, and by what it is told from what was written before. */
interface Entry {
  key: string;
  observation: Observation;
  states: string;
}

interface Written {
  states: string;
  /** Until when it rests, if it comes and goes. */
  restsUntil: number;
}

/**
 * Writes down the states of database services that last. What settles while something
 * is being written is written together: a start finds thousands of services at once.
 */
export class HistoryRecorder {
  readonly #queue = limit(1);
  readonly #written = new Map<string, Written>();
  readonly #pending = new Map<string, Entry & { timer: NodeJS.Timeout }>();
  #batch: Entry[] = [];
  #stopped = false;

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
    else if (this.#written.get(key)?.states !== states) {
      const entry = { key, observation, states };
      this.#wait(entry, this.#settlingMs(entry));
    }
  }

  /** Gives up what has not lasted, and resolves when the rest is written. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#pending.forEach(({ timer }) => clearTimeout(timer));
    this.#pending.clear();
    await this.#queue(async () => undefined);
  }

  #settlingMs({ key, observation }: Entry): number {
    const { settlingMs = DEFAULT_SETTLING_MS } = this.options;
    const restsUntil = this.#written.get(key)?.restsUntil ?? 0;
    return isFlapping(observation)
      ? Math.max(settlingMs, restsUntil - Date.now())
      : settlingMs;
  }

  #wait(entry: Entry, delayMs: number): void {
    const timer = setTimeout(() => {
      if (this.options.settled()) this.#write(entry);
      else this.#wait(entry, this.#settlingMs(entry));
    }, delayMs);
    this.#pending.set(entry.key, { ...entry, timer });
  }

  #write(entry: Entry): void {
    const { key, observation, states } = entry;
    this.#pending.delete(key);
    const restsUntil = isFlapping(observation)
      ? Date.now() + FLAPPING_REST_MS
      : 0;
    this.#written.set(key, { states, restsUntil });
    this.#batch.push(entry);
    if (this.#batch.length === 1) this.#queue(() => this.#flush());
  }

  async #flush(): Promise<void> {
    const batch = this.#batch;
    this.#batch = [];
    try {
      await this.options.history.record(
        batch.map(({ observation }) => observation),
      );
    } catch (error) {
      this.options.logger.error(
        `Cannot write down the states of ${
          batch.length
        } database services, trying again in ${RETRY_MS / 1_000} s`,
        toError(error),
      );
      batch.forEach(entry => this.#writeLater(entry));
    }
  }

  /** Unless something else has become of it meanwhile. */
  #writeLater(entry: Entry): void {
    const { key, states } = entry;
    if (this.#stopped || this.#written.get(key)?.states !== states) return;
    this.#written.delete(key);
    if (!this.#pending.has(key)) this.#wait(entry, RETRY_MS);
  }
}

function isFlapping({ assessment }: Observation): boolean {
  return assessment.findings.some(({ code }) => code === FLAPPING);
}

function statesOf(observation: Observation): string {
  return JSON.stringify(
    sightingsOf(observation).map(one => [subjectKey(one), one.to]),
  );
}
