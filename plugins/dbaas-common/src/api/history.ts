import { z } from 'zod';
import { layerSchema } from '../layers';

/** One state change of a database service or of one of its layers. @public */
export const transitionSchema = z.object({
  /** What changed: the service as a whole or one layer. */
  subject: layerSchema.or(z.literal('service')),
  /** Missing when nothing was known before. */
  from: z.string().optional(),
  to: z.string(),
  /** Headline of the service at that moment. */
  headline: z.string(),
  /** RFC 3339. */
  at: z.string(),
});
/** @public */
export type Transition = z.infer<typeof transitionSchema>;

/** Answer of `GET /services/:cluster/:namespace/:name/history`, newest first. @public */
export const transitionListSchema = z.object({
  items: z.array(transitionSchema),
});
/** @public */
export type TransitionList = z.infer<typeof transitionListSchema>;
