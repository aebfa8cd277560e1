import {
  serviceRefSchema,
  serviceStateSchema,
} from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';

/**
 * Topic of the Backstage events that tell what the owners of a database service
 * are told: of several replicas of the backend, one publishes each.
 *
 * @public
 */
export const DATABASE_SERVICE_EVENT_TOPIC = 'dbaas.service';

/**
 * Payload of the events of {@link DATABASE_SERVICE_EVENT_TOPIC}.
 *
 * @public
 */
export const databaseServiceEventSchema = z.object({
  ref: serviceRefSchema,
  /** What is new. */
  topic: z.enum(['ready', 'degraded', 'failed', 'recovered', 'approval']),
  /** The state that was told or noted before, when there was one. */
  before: serviceStateSchema.optional(),
  after: serviceStateSchema,
});

/** @public */
export type DatabaseServiceEvent = z.infer<typeof databaseServiceEventSchema>;
