import type {
  ServiceRef,
  ServiceState,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { ServiceChange } from '../database-services/database-services';
import { serviceKey } from '../database-services/service-key';
import { countsFrom, isBuilding, meansTheSame } from './decide';
import type { NotificationSettings } from './notification-settings';

/** A database service as this replica has seen it lately. */
export interface Observation {
  key: string;
  ref: ServiceRef;
  state: ServiceState;
  /** Since when the state has been what it is for the owners, as far as was seen. */
  since: Date;
  /** It was seen in another state before, so it is known when it changed. */
  turned: boolean;
  /** It was seen before it was healthy for the first time, in that state last. */
  built?: ServiceState;
  owners: readonly string[];
  /** When to decide about it; never, as long as it does not change. */
  due?: Date;
}

/** All database services, with the time since which they have been in their state. */
export class Observations {
  readonly #observations = new Map<string, Omit<Observation, 'owners'>>();
  #gone = new Set<string>();

  constructor(
    private readonly options: {
      settings: NotificationSettings;
      /** Asked for when it matters: in the catalog, owners change on their own. */
      ownersOf: (ref: ServiceRef) => readonly string[];
    },
  ) {}

  note({ ref, before, after }: ServiceChange, now: Date): void {
    const key = serviceKey(ref);
    if (!after) {
      this.#observations.delete(key);
      // What only cannot be seen any more may come back as it was.
      if (before?.summary.assessment.state === 'deleting') this.#gone.add(key);
      return;
    }
    this.#gone.delete(key);
    const { state } = after.summary.assessment;
    const last = this.#observations.get(key);
    const unchanged =
      last && meansTheSame(last.state, state)
        ? last
        : {
            since: now,
            turned: last !== undefined,
            due: countsFrom(state, now, this.options.settings),
          };
    this.#observations.set(key, {
      ...unchanged,
      key,
      ref,
      state,
      built: isBuilding(state) ? state : last?.built,
    });
  }

  due(now: Date): Observation[] {
    return [...this.#observations.values()]
      .filter(({ due }) => due && due <= now)
      .map(one => this.#withOwners(one));
  }

  all(): Observation[] {
    return [...this.#observations.values()].map(one => this.#withOwners(one));
  }

  /** Settles when to decide about a service again, unless it has changed meanwhile. */
  decideAgain({ key, since }: Observation, at: Date | undefined): void {
    const observation = this.#observations.get(key);
    if (observation?.since === since) {
      this.#observations.set(key, { ...observation, due: at });
    }
  }

  /** The services that were deleted since this was asked last. */
  takeGone(): string[] {
    const gone = [...this.#gone];
    this.#gone = new Set();
    return gone;
  }

  #withOwners(observation: Omit<Observation, 'owners'>): Observation {
    return { ...observation, owners: this.options.ownersOf(observation.ref) };
  }
}
