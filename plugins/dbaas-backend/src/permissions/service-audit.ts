import type {
  AuditorService,
  AuditorServiceEvent,
} from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import type { ServiceRef } from '@backstage-dbaas/plugin-dbaas-common';
import { userOf, type Caller } from './caller';
import type { AuditedAction } from './service-actions';

/** Writes to the audit log what callers did, and what they were refused. */
export class ServiceAudit {
  constructor(private readonly auditor: AuditorService) {}

  /** Notes a refusal. */
  async denied(
    caller: Caller,
    action: AuditedAction,
    error: Error,
    ref?: ServiceRef,
  ): Promise<void> {
    const event = await this.#event(caller, action, ref);
    await event.fail({ error });
  }

  /**
   * Does something that must not happen unnoticed: when the audit log cannot take the
   * event, it is not done.
   *
   * @param outcome - what of the result goes into the log
   */
  async recorded<T>(
    caller: Caller,
    action: AuditedAction,
    ref: ServiceRef,
    perform: () => Promise<T>,
    outcome: (result: T) => JsonObject = () => ({}),
  ): Promise<T> {
    const event = await this.#event(caller, action, ref);
    try {
      const result = await perform();
      await event.success({ meta: outcome(result) });
      return result;
    } catch (error) {
      await event.fail({ error: toError(error) });
      throw error;
    }
  }

  #event(
    caller: Caller,
    { eventId, severityLevel }: AuditedAction,
    ref?: ServiceRef,
  ): Promise<AuditorServiceEvent> {
    const user = userOf(caller);
    return this.auditor.createEvent({
      eventId,
      severityLevel,
      request: caller.request,
      meta: {
        queryType: ref ? 'by-ref' : 'all',
        ...(ref && { service: { ...ref } }),
        // Actions come without a request that would tell who asks.
        ...(user && { user }),
        ...caller.about,
      },
    });
  }
}
