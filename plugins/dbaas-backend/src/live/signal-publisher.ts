import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  entitySignalChannel,
  FLEET_SIGNAL_CHANNEL,
  serviceSignalChannel,
  type ServiceState,
} from '@backstage-dbaas/plugin-dbaas-common';
import { toError } from '@backstage/errors';
import type { SignalsService } from '@backstage/plugin-signals-node';
import type { ServiceChange } from '../database-services/database-services';
import type { KnownService } from '../database-services/known-services';

/** At most one signal per channel within this time. */
const QUIET_MS = 300;
/** Who hears of the whole fleet asks for a page of it and its counts. */
const FLEET_QUIET_MS = 3_000;

interface Channel {
  timer: NodeJS.Timeout;
  /** The newest revision that was held back. */
  next?: string;
}

/**
 * Tells browsers that a database service changed. The first change of a channel
 * goes out at once; the last of those that follow closely goes out after them.
 */
export class SignalPublisher {
  readonly #channels = new Map<string, Channel>();

  constructor(
    private readonly options: {
      signals: SignalsService;
      logger: LoggerService;
    },
  ) {}

  publish({ ref, before, after }: ServiceChange): void {
    const revision = after?.revision ?? '';
    const entityRefs = new Set(
      [before, after].flatMap(known => known?.summary.entityRefs ?? []),
    );
    this.#offer(serviceSignalChannel(ref), revision);
    entityRefs.forEach(entityRef =>
      this.#offer(entitySignalChannel(entityRef), revision),
    );
    if (stateOf(before) !== stateOf(after))
      this.#offer(FLEET_SIGNAL_CHANNEL, revision);
  }

  stop(): void {
    this.#channels.forEach(({ timer }) => clearTimeout(timer));
    this.#channels.clear();
  }

  #offer(channel: string, revision: string): void {
    const waiting = this.#channels.get(channel);
    if (waiting) waiting.next = revision;
    else this.#send(channel, revision);
  }

  #send(channel: string, revision: string): void {
    const timer = setTimeout(
      () => {
        const next = this.#channels.get(channel)?.next;
        this.#channels.delete(channel);
        if (next !== undefined) this.#send(channel, next);
      },
      channel === FLEET_SIGNAL_CHANNEL ? FLEET_QUIET_MS : QUIET_MS,
    );
    this.#channels.set(channel, { timer });
    this.options.signals
      .publish({
        recipients: { type: 'broadcast' },
        channel,
        message: { revision },
      })
      .catch(error =>
        this.options.logger.warn(
          `Cannot tell browsers about a change on ${channel}`,
          toError(error),
        ),
      );
  }
}

/** Undefined when there is no database service. */
function stateOf(known: KnownService | undefined): ServiceState | undefined {
  return known?.summary.assessment.state;
}
