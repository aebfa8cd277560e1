import { z } from 'zod';
import { layerSchema } from '../layers';
import { resourceRefSchema } from './assessment';

/** Something about a database service that changed. @public */
export const transitionSchema = z.object({
  /**
   * What changed: the state of the service as a whole or of one layer, a problem that
   * came or went, or the version of a schema.
   */
  subject: layerSchema.or(z.enum(['service', 'finding', 'schemaVersion'])),
  /** Code of the finding, or name of the database. */
  name: z.string().optional(),
  /** What the finding is about; missing where that is not a single object. */
  resource: resourceRefSchema.optional(),
  /** Missing when nothing was known before. */
  from: z.string().optional(),
  /** A state; `found` or `resolved`; or the version. */
  to: z.string(),
  /** Headline of the service at that moment, or the message of the finding. */
  headline: z.string(),
  /** RFC 3339. */
  at: z.string(),
});
/** @public */
export type Transition = z.infer<typeof transitionSchema>;

/** Answer of `GET /services/:cluster/:namespace/:name/history`, newest first. @public */
export const transitionListSchema = z.object({
  items: z.array(transitionSchema),
  /** Give this back as `cursor` for older ones; missing on the last page. */
  nextCursor: z.string().optional(),
});
/** @public */
export type TransitionList = z.infer<typeof transitionListSchema>;
