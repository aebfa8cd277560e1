import { z } from 'zod';
import { layerSchema } from '../layers';

/**
 * State of one resource or one layer. Worst first, as the roll-up orders them:
 * `failed`, `deleting`, `degraded`, `paused`, `unknown`, `progressing`,
 * `healthy`. `notRequested` is only ever the state of a layer.
 *
 * @public
 */
export const resourceStateSchema = z.enum([
  'failed',
  'deleting',
  'degraded',
  'paused',
  'unknown',
  'progressing',
  'healthy',
]);
/** @public */
export type ResourceState = z.infer<typeof resourceStateSchema>;

/** @public */
export const layerStateSchema = z.enum([
  ...resourceStateSchema.options,
  'needsApproval',
  'notRequested',
]);
/** @public */
export type LayerState = z.infer<typeof layerStateSchema>;

/**
 * State of the whole database service: one word for the headline.
 *
 * @public
 */
export const serviceStateSchema = z.enum([
  'requested',
  'requestClosed',
  'merged',
  'notFound',
  'unreachable',
  'deleting',
  'failed',
  'needsApproval',
  'degraded',
  'paused',
  'updating',
  'creating',
  'slow',
  'unknown',
  'healthy',
]);
/** @public */
export type ServiceState = z.infer<typeof serviceStateSchema>;

/**
 * Worst first: what a person can do something about before what only takes time.
 *
 * @public
 */
export const SERVICE_STATES_WORST_FIRST: readonly ServiceState[] = [
  'failed',
  'needsApproval',
  'degraded',
  'slow',
  'unreachable',
  'unknown',
  'deleting',
  'paused',
  'requestClosed',
  'notFound',
  'requested',
  'merged',
  'creating',
  'updating',
  'healthy',
];

/** Whose move it is. @public */
export const audienceSchema = z.enum(['you', 'reviewer', 'platform', 'wait']);
/** @public */
export type Audience = z.infer<typeof audienceSchema>;

/** Names one object in one cluster. @public */
export const resourceRefSchema = z.object({
  cluster: z.string(),
  apiVersion: z.string(),
  kind: z.string(),
  namespace: z.string().optional(),
  name: z.string(),
});
/** @public */
export type ResourceRef = z.infer<typeof resourceRefSchema>;

/** What was read and where: `path` is a field path in the object. @public */
export const evidenceSchema = z.object({
  resource: resourceRefSchema.optional(),
  path: z.string(),
  value: z.string(),
  /** What this resource has to say, where the finding speaks of another one. */
  message: z.string().optional(),
});
/** @public */
export type Evidence = z.infer<typeof evidenceSchema>;

/**
 * A problem with evidence, an audience and a next step.
 *
 * @public
 */
export const findingSchema = z.object({
  /** Stable code, such as `atlas.lint-policy`. */
  code: z.string(),
  severity: z.enum(['critical', 'warning', 'info', 'unknown']),
  layer: layerSchema.optional(),
  audience: audienceSchema,
  /** One plain sentence. */
  message: z.string(),
  nextStep: z.string().optional(),
  /** Raw text of the operator, redacted and cut. */
  details: z.string().optional(),
  evidence: z.array(evidenceSchema),
  /** RFC 3339. */
  since: z.string().optional(),
  link: z.object({ title: z.string(), url: z.string() }).optional(),
});
/** @public */
export type Finding = z.infer<typeof findingSchema>;

/** @public */
export const layerAssessmentSchema = z.object({
  layer: layerSchema,
  state: layerStateSchema,
  /** Short plain text such as "2 of 2" or "In 1 of 1 clusters". */
  summary: z.string(),
  ready: z.number(),
  total: z.number(),
  since: z.string().optional(),
});
/** @public */
export type LayerAssessment = z.infer<typeof layerAssessmentSchema>;

/** @public */
export const assessmentSchema = z.object({
  state: serviceStateSchema,
  /** Can an application use the database right now? */
  availability: z.enum(['available', 'impaired', 'unavailable', 'unknown']),
  /** Does the cluster match the request? */
  convergence: z.enum(['converged', 'converging', 'stuck', 'unknown']),
  headline: z.string(),
  detail: z.string().optional(),
  audience: audienceSchema.optional(),
  /** Since when the service is in this state, RFC 3339, when known. */
  since: z.string().optional(),
  progress: z.object({ ready: z.number(), total: z.number() }).optional(),
  layers: z.array(layerAssessmentSchema),
  findings: z.array(findingSchema),
});
/** @public */
export type Assessment = z.infer<typeof assessmentSchema>;
