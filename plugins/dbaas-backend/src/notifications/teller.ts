import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  DatabaseServiceSummary,
  ServiceRef,
} from '@backstage-dbaas/plugin-dbaas-common';
import {
  DATABASE_SERVICE_EVENT_TOPIC,
  type DatabaseServiceEvent,
} from '@backstage-dbaas/plugin-dbaas-node';
import { toError } from '@backstage/errors';
import type { EventsService } from '@backstage/plugin-events-node';
import limit from 'p-limit';
import { meansTheSame, type Told } from './decide';
import { messageAbout, summaryOf, type Message } from './message';
import type { Claim, NotificationStore } from './notification-store';
import type { Outbox } from './outbox';
import { nextSummaryAt, type News, type Storm } from './storm';

/** After so many failures nobody is told, or a broken outlet would never rest. */
const ATTEMPTS = 5;
const FIRST_RETRY_MS = 5_000;
/** A storm must not take all connections to the database. */
const WRITES_AT_A_TIME = 4;
/** When something keeps news from being told that will soon be over. */
const LOOK_AGAIN_MS = 10_000;

/** A database service as it was last seen. */
export type CurrentService = Pick<
  DatabaseServiceSummary,
  'assessment' | 'entityRefs' | 'freshness'
>;

export interface TellerOptions {
  store: NotificationStore;
  outbox: Pick<Outbox, 'send'>;
  events: EventsService;
  logger: LoggerService;
  current: (ref: ServiceRef) => CurrentService | undefined;
}

/** News that this replica, and no other, is to tell. */
interface Claimed {
  news: News;
  claim: Claim;
}

/**
 * Tells news, each by one replica. Methods resolve to the time to look again,
 * when something is left to be told.
 */
export class Teller {
  readonly #writes = limit(WRITES_AT_A_TIME);

  constructor(private readonly options: TellerOptions) {}

  async tell(news: News, now: Date): Promise<Date | undefined> {
    const { observation, topic } = news;
    const current = this.#ifStillSo(news);
    const claimed = current && (await this.#claim(news, now));
    if (!claimed) return later(now, LOOK_AGAIN_MS);
    const { assessment, entityRefs } = current;
    const failure = await this.#send(
      observation.owners,
      messageAbout(observation, topic, assessment, entityRefs),
    );
    return this.#settle(claimed, failure);
  }

  async tellStorm(storm: Storm, now: Date): Promise<Date | undefined> {
    const { store } = this.options;
    const note = (await store.find([storm.subject], now)).get(storm.subject);
    const allowedAt = nextSummaryAt(lastToldAt(note?.told));
    if (allowedAt > now) return allowedAt;
    const summary =
      note?.claimedUntil === undefined
        ? await store.claim(storm.subject, note, toldIn(storm, now), now)
        : undefined;
    if (!summary) return later(now, LOOK_AGAIN_MS);
    const claims = await Promise.all(
      storm.news
        .filter(news => this.#ifStillSo(news))
        .map(news => this.#writes(() => this.#claim(news, now))),
    );
    const claimed = claims.filter(one => one !== undefined);
    const failure =
      claimed.length === 0
        ? undefined
        : await this.#send(
            storm.owners,
            summaryOf({ ...storm, news: claimed.map(({ news }) => news) }),
          );
    await (failure ? store.release(summary) : store.complete(summary));
    await Promise.all(
      claimed.map(one => this.#writes(() => this.#settle(one, failure))),
    );
    return claimed.length < storm.news.length || failure
      ? later(now, LOOK_AGAIN_MS)
      : undefined;
  }

  /** What was last known of an unreachable cluster is no news, nor what has just changed. */
  #ifStillSo({ observation }: News): CurrentService | undefined {
    const current = this.options.current(observation.ref);
    const stillSo =
      current &&
      !current.freshness.stale &&
      meansTheSame(current.assessment.state, observation.state);
    return stillSo ? current : undefined;
  }

  async #claim(news: News, now: Date): Promise<Claimed | undefined> {
    const { observation, note, told } = news;
    const claim = await this.options.store.claim(
      observation.key,
      note,
      told,
      now,
    );
    return claim && { news, claim };
  }

  async #send(
    owners: readonly string[],
    message: Message,
  ): Promise<Error | undefined> {
    try {
      await this.options.outbox.send(owners, message);
      return undefined;
    } catch (error) {
      return toError(error);
    }
  }

  /** Ends a claim, and publishes the event when the news has been told, or never will be. */
  async #settle(
    { news, claim }: Claimed,
    failure: Error | undefined,
  ): Promise<Date | undefined> {
    const { store, logger } = this.options;
    const { key } = news.observation;
    const left = ATTEMPTS - claim.attempts - 1;
    if (failure && left > 0) {
      logger.warn(`Cannot notify the owners of ${key} yet`, failure);
      await store.release(claim);
      return later(new Date(), FIRST_RETRY_MS * 2 ** claim.attempts);
    }
    if (failure) {
      logger.error(
        `The owners of ${key} are not notified: it failed ${ATTEMPTS} times`,
        failure,
      );
    }
    if (await store.complete(claim)) await this.#publish(news);
    return undefined;
  }

  async #publish({ observation, before, topic }: News): Promise<void> {
    const { events, logger } = this.options;
    const eventPayload: DatabaseServiceEvent = {
      ref: observation.ref,
      topic,
      before,
      after: observation.state,
    };
    try {
      await events.publish({
        topic: DATABASE_SERVICE_EVENT_TOPIC,
        eventPayload,
      });
    } catch (error) {
      logger.warn(
        `Cannot tell other plugins about ${observation.key}`,
        toError(error),
      );
    }
  }
}

function later(now: Date, ms: number): Date {
  return new Date(now.getTime() + ms);
}

/** Of a summary, only when it was told is of interest. */
function toldIn({ news }: Storm, now: Date): Told {
  const [{ told, topic }] = news;
  return { ...told, at: { [topic]: now.toISOString() } };
}

function lastToldAt(told: Told | undefined): Date {
  const times = Object.values(told?.at ?? {}).map(at => Date.parse(at));
  return new Date(Math.max(0, ...times));
}
