import { z } from 'zod';

/** Shortest reason that says something. @public */
export const SHORTEST_REVEAL_REASON = 10;

/**
 * Body of `POST /services/:cluster/:namespace/:name/credentials`: which delivered
 * Secret to read, and why. The reason goes to the audit log.
 *
 * @public
 */
export const revealCredentialSchema = z.strictObject({
  cluster: z.string().min(1).max(253),
  namespace: z.string().min(1).max(63),
  secretName: z.string().min(1).max(253),
  reason: z.string().trim().min(SHORTEST_REVEAL_REASON).max(500),
});
/** @public */
export type RevealCredential = z.infer<typeof revealCredentialSchema>;

/**
 * The values of one delivered Secret, read from the cluster for this answer. Do
 * not keep, log or cache it.
 *
 * @public
 */
export const revealedCredentialSchema = z.object({
  cluster: z.string(),
  namespace: z.string(),
  secretName: z.string(),
  /** By key, such as `password`. */
  values: z.record(z.string(), z.string()),
  /** RFC 3339. */
  readAt: z.string(),
});
/** @public */
export type RevealedCredential = z.infer<typeof revealedCredentialSchema>;
