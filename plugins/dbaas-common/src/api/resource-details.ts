import { z } from 'zod';
import { resourceRefSchema } from './assessment';
import { unreadableSourceSchema } from './database-service';

/**
 * Answer of `GET /services/:cluster/:namespace/:name/manifest`: one object of the
 * tree as it was last seen, without secrets.
 *
 * @public
 */
export const resourceManifestSchema = z.object({
  resource: resourceRefSchema,
  manifest: z.record(z.string(), z.unknown()),
  /** When the object was last known to be like this, RFC 3339. */
  observedAt: z.string(),
  /** True when the cluster could not be read since then. */
  stale: z.boolean(),
});
/** @public */
export type ResourceManifest = z.infer<typeof resourceManifestSchema>;

/** What a controller said about an object; repeats are counted. @public */
export const resourceEventSchema = z.object({
  resource: resourceRefSchema,
  type: z.enum(['Normal', 'Warning']),
  reason: z.string(),
  /** Redacted and cut. */
  message: z.string(),
  count: z.number(),
  /** Controller that said it, such as `external-secrets`. */
  source: z.string().optional(),
  /** RFC 3339. */
  firstAt: z.string().optional(),
  /** RFC 3339. */
  lastAt: z.string().optional(),
});
/** @public */
export type ResourceEvent = z.infer<typeof resourceEventSchema>;

/** Which Events: only warnings, which are known already, or all, read from the clusters. @public */
export const eventTypesSchema = z.enum(['warning', 'all']);
/** @public */
export type EventTypes = z.infer<typeof eventTypesSchema>;

/**
 * Answer of `GET /services/:cluster/:namespace/:name/events`, newest first. A
 * cluster forgets its Events after an hour.
 *
 * @public
 */
export const resourceEventListSchema = z.object({
  items: z.array(resourceEventSchema),
  /** Clusters whose Events could not be read, and why. */
  unreadable: z.array(unreadableSourceSchema),
});
/** @public */
export type ResourceEventList = z.infer<typeof resourceEventListSchema>;
