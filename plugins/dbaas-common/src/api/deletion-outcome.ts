import { z } from 'zod';
import { evidenceSchema } from './assessment';

/**
 * What would happen to the data if the claim were deleted now, as it is when its file is
 * taken out of Git. All switches against deletion are looked at, not only the one of the
 * claim.
 *
 * @public
 */
export const deletionOutcomeSchema = z.object({
  /**
   * `refused`: nothing would happen. `kept`: the server would stay, and
   * nobody would manage it any more. `deleted`: the data would be gone. `unknown`: not
   * enough is known.
   */
  effect: z.enum(['refused', 'kept', 'deleted', 'unknown']),
  /** One plain sentence. */
  sentence: z.string(),
  /** What of the data would be left, such as `a final snapshot`. */
  remains: z.array(z.string()),
  /** What decides it. */
  evidence: z.array(evidenceSchema),
});
/** @public */
export type DeletionOutcome = z.infer<typeof deletionOutcomeSchema>;
