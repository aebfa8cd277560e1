import type { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import limit from 'p-limit';
import type { ServiceChange } from '../database-services/database-services';
import { serviceKey } from '../database-services/service-key';
import type { History } from './history';

/** Writes down the state changes of database services, one after the other. */
export class HistoryRecorder {
  readonly #queue = limit(1);
  readonly #lastStates = new Map<string, string>();

  constructor(
    private readonly options: { history: History; logger: LoggerService },
  ) {}

  /** Not to be called before the first lists are complete: what is half known is no state. */
  note({ ref, after }: ServiceChange): void {
    const key = serviceKey(ref);
    if (!after) {
      this.#lastStates.delete(key);
      return;
    }
    const { assessment } = after.summary;
    const states = JSON.stringify([
      assessment.state,
      assessment.layers.map(({ state }) => state),
    ]);
    if (this.#lastStates.get(key) === states) return;
    this.#lastStates.set(key, states);
    const at = new Date();
    this.#queue(() => this.options.history.record(ref, assessment, at)).catch(
      error => {
        this.#lastStates.delete(key);
        this.options.logger.error(
          `Cannot write down the state of ${key}`,
          toError(error),
        );
      },
    );
  }

  /** Resolves when everything noted so far is written. */
  async drain(): Promise<void> {
    await this.#queue(async () => undefined);
  }
}
