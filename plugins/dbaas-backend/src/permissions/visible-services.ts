import type { ServiceRef } from '@backstage-dbaas/plugin-dbaas-common';
import type { DatabaseServices } from '../database-services/database-services';
import type { KnownService } from '../database-services/known-services';
import { sleep } from '../watch/sleep';
import type { Caller } from './caller';
import { nameOf, type ServiceAccess, type Visibility } from './service-access';
import { READ_SERVICE, type ServiceAction } from './service-actions';

/** How long a question waits for the first lists after a start. */
const STARTUP_PATIENCE_MS = 5_000;

/** The one door to database services for callers: nothing behind it is read unchecked. */
export class VisibleServices {
  #ready = false;

  constructor(
    private readonly options: {
      services: DatabaseServices;
      access: ServiceAccess;
      /** Whether everything was read once, or has turned out to be unreadable. */
      settled: () => boolean;
    },
  ) {}

  /** Whether answers are complete: everything was read once and taken in. */
  ready(): boolean {
    const { settled, services } = this.options;
    this.#ready ||= settled() && services.caughtUp();
    return this.#ready;
  }

  /** What the caller may see, once there is something to see. */
  async visibilityFor(caller: Caller): Promise<Visibility> {
    const visibility = await this.options.access.visibilityFor(caller);
    await this.started();
    return visibility;
  }

  /**
   * What is known of a database service; undefined when nothing is. One that the caller
   * may not see does not exist for them, as in the catalog; what they see but may not
   * use as asked is refused.
   */
  async find(
    caller: Caller,
    ref: ServiceRef,
    action: ServiceAction = READ_SERVICE,
  ): Promise<KnownService | undefined> {
    const { access, services } = this.options;
    const visibility = await access.visibilityFor(caller, action);
    await this.started();
    const known = services.known(ref);
    if (!known || visibility.allows(known.resource)) return known;
    const denied = await access.denied(
      caller,
      action,
      action.what(nameOf(ref)),
      ref,
    );
    if (visibility.sees(known.resource)) throw denied;
    return undefined;
  }

  /** Waits a while for the first lists after a start. */
  async started(): Promise<void> {
    const deadline = AbortSignal.timeout(STARTUP_PATIENCE_MS);
    while (!this.ready() && !deadline.aborted) await sleep(50, deadline);
  }
}
