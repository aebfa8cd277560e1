import type { LoggerService } from '@backstage/backend-plugin-api';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import { toError } from '@backstage/errors';
import { setTimeout as delay } from 'node:timers/promises';
import type { Message } from './message';

/** An answer that takes longer does not come. */
const ANSWER_WITHIN_MS = 30_000;

/** Sends to owners through the notifications backend, where there is one. */
export class Outbox {
  #toldMissing = false;

  constructor(
    private readonly options: {
      notifications: NotificationService;
      enabled: boolean;
      logger: LoggerService;
    },
  ) {}

  /** Rejects when the message did not get out, and should be sent again. */
  async send(owners: readonly string[], payload: Message): Promise<void> {
    const { notifications, enabled } = this.options;
    if (!enabled || owners.length === 0) return;
    const unanswered = new AbortController();
    try {
      await Promise.race([
        notifications.send({
          recipients: { type: 'entity', entityRef: [...owners] },
          payload,
        }),
        noAnswer(unanswered.signal),
      ]);
    } catch (error) {
      if (!isBackendMissing(error)) throw error;
      this.#tellMissing();
    } finally {
      unanswered.abort();
    }
  }

  #tellMissing(): void {
    if (this.#toldMissing) return;
    this.#toldMissing = true;
    this.options.logger.warn(
      'Owners are not notified about their databases: this Backstage has no notifications backend. Install @backstage/plugin-notifications-backend, or set dbaas.notifications.enabled to false.',
    );
  }
}

async function noAnswer(signal: AbortSignal): Promise<never> {
  await delay(ANSWER_WITHIN_MS, undefined, { signal, ref: false });
  throw new Error(
    `The notifications backend has not answered within ${
      ANSWER_WITHIN_MS / 1_000
    } s`,
  );
}

/** The client tells the status of an answer in its message alone. */
function isBackendMissing(error: unknown): boolean {
  return toError(error).message.endsWith('status 404');
}
