import type { ServiceRef } from '@backstage-dbaas/plugin-dbaas-common';
import { toError } from '@backstage/errors';
import { setImmediate as nextTurn } from 'node:timers/promises';
import limit from 'p-limit';
import type { ServiceChange } from '../database-services/database-services';
import { decide, toldBuilding } from './decide';
import type { NotificationSettings } from './notification-settings';
import type { Note } from './notification-store';
import { Observations, type Observation } from './observations';
import { tellApart, type News } from './storm';
import { Teller, type TellerOptions } from './teller';

const ROUND_EVERY_MS = 1_000;
const AFTER_TROUBLE_MS = 10_000;
const AT_A_TIME = 4;
const DECISIONS_AT_A_TIME = 25;

/**
 * Tells the owners of database services what has become of them, and other
 * plugins by an event: once, however many replicas of the backend see it.
 */
export class Notifier {
  readonly #observations: Observations;
  readonly #teller: Teller;
  readonly #atATime = limit(AT_A_TIME);
  #interval?: NodeJS.Timeout;
  #round?: Promise<void>;
  #stopped = false;

  constructor(
    private readonly options: TellerOptions & {
      settings: NotificationSettings;
      ownersOf: (ref: ServiceRef) => readonly string[];
      /** Whether all that is needed has been read: what is half known is no state. */
      settled: () => boolean;
    },
  ) {
    this.#observations = new Observations(options);
    this.#teller = new Teller(options);
  }

  note(change: ServiceChange): void {
    this.#observations.note(change, new Date());
  }

  start(): void {
    this.#interval = setInterval(() => {
      this.#round ??= this.#makeRound().finally(() => {
        this.#round = undefined;
      });
    }, ROUND_EVERY_MS);
  }

  /** Resolves when what is being told has been told. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearInterval(this.#interval);
    await this.idle();
  }

  /** Resolves when the round that is under way is over. */
  async idle(): Promise<void> {
    await this.#round;
  }

  async #makeRound(): Promise<void> {
    if (!this.options.settled()) return;
    const due = this.#observations.due(new Date());
    await this.#attempt(due, 'Cannot decide what owners are to be told', () =>
      this.#decideAll(due),
    );
    const gone = this.#observations.takeGone();
    await this.#attempt([], 'Cannot forget deleted database services', () =>
      this.options.store.forget(gone),
    );
  }

  async #decideAll(due: readonly Observation[]): Promise<void> {
    if (due.length === 0) return;
    const { store, settings } = this.options;
    const now = new Date();
    const notes = await store.find(
      due.map(({ key }) => key),
      now,
    );
    const news: News[] = [];
    for (const [index, observation] of due.entries()) {
      // After a start all of a fleet is due: requests and watches get a turn in between.
      if (index % DECISIONS_AT_A_TIME === 0) await nextTurn();
      const one = await this.#decide(observation, notes.get(observation.key));
      if (one) news.push(one);
    }
    if (news.length === 0) return;
    const all = this.#observations.all();
    const { single, storms } = tellApart(news, all, settings.storm);
    await Promise.all([
      ...storms.map(storm =>
        this.#tell(storm.news, at => this.#teller.tellStorm(storm, at)),
      ),
      ...single.map(one => this.#tell([one], at => this.#teller.tell(one, at))),
    ]);
  }

  async #decide(
    observation: Observation,
    note: Note | undefined,
  ): Promise<News | undefined> {
    const { store, settings } = this.options;
    const { key, state, since, built } = observation;
    if (note?.claimedUntil) {
      this.#observations.decideAgain(observation, note.claimedUntil);
      return undefined;
    }
    const now = new Date();
    // It may have been built before that could be noted.
    const passed = built === state ? undefined : built;
    const told = note?.told ?? (passed && toldBuilding(passed));
    const decision = decide({ told, state, since, now }, settings);
    switch (decision.kind) {
      case 'notify':
        return { observation, note, before: told?.state, ...decision };
      case 'remember':
        // When another replica was faster, there is something else to decide from.
        if (await store.remember(key, note, decision.told)) break;
        return undefined;
      case 'lookAgain':
        this.#observations.decideAgain(observation, decision.at);
        return undefined;
      default:
    }
    this.#observations.decideAgain(observation, undefined);
    return undefined;
  }

  async #tell(
    news: readonly News[],
    tell: (now: Date) => Promise<Date | undefined>,
  ): Promise<void> {
    const observations = news.map(({ observation }) => observation);
    const failed =
      news.length === 1
        ? `Cannot tell about ${observations[0].key}`
        : `Cannot tell about ${news.length} database services`;
    await this.#atATime(async () => {
      if (this.#stopped) return;
      await this.#attempt(observations, failed, async () => {
        const again = await tell(new Date());
        observations.forEach(one => this.#observations.decideAgain(one, again));
      });
    });
  }

  /** Trouble, such as with the database, puts off what was to be done. */
  async #attempt(
    observations: readonly Observation[],
    failed: string,
    action: () => Promise<void>,
  ): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.options.logger.error(failed, toError(error));
      const again = new Date(Date.now() + AFTER_TROUBLE_MS);
      observations.forEach(one => this.#observations.decideAgain(one, again));
    }
  }
}
