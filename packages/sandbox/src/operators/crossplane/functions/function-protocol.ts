import {
  kubernetesObjectSchema,
  type KubernetesObject,
} from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';

/**
 * What goes to and comes from a composition function: the messages of
 * `apiextensions.fn.proto.v1` (Crossplane 2.3), without their encoding.
 */
export interface FunctionRequest {
  observed: ObservedState;
  desired: DesiredState;
  input?: Record<string, unknown>;
  context?: Record<string, unknown>;
  credentials: Record<string, Record<string, Buffer>>;
  requiredResources: Record<string, KubernetesObject[]>;
  extraResources: Record<string, KubernetesObject[]>;
}

/** The composite resource and the composed resources that exist. */
export interface ObservedState {
  composite: KubernetesObject;
  resources: Record<string, ObservedResource>;
}

export interface ObservedResource {
  object: KubernetesObject;
  /** Clear text. Must never reach a log, a status or a message. */
  connectionDetails: Record<string, Buffer>;
}

const readySchema = z
  .enum(['READY_UNSPECIFIED', 'READY_TRUE', 'READY_FALSE'])
  .default('READY_UNSPECIFIED');
export type Readiness = z.infer<typeof readySchema>;

const desiredResourceSchema = z.object({
  /** A composed resource need not have a name yet. */
  resource: kubernetesObjectSchema.extend({
    metadata: kubernetesObjectSchema.shape.metadata
      .partial({ name: true })
      .default({}),
  }),
  ready: readySchema,
});
export type DesiredResource = z.infer<typeof desiredResourceSchema>;

const desiredStateSchema = z.object({
  composite: z
    .object({
      resource: z
        .looseObject({ status: z.record(z.string(), z.unknown()).optional() })
        .optional(),
      ready: readySchema,
    })
    .optional(),
  resources: z.record(z.string(), desiredResourceSchema).default({}),
});
/** The desired state as the functions of a pipeline build it up. */
export type DesiredState = z.infer<typeof desiredStateSchema>;

const selectorSchema = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  namespace: z.string().optional(),
  matchName: z.string().optional(),
  matchLabels: z
    .object({ labels: z.record(z.string(), z.string()).default({}) })
    .optional(),
});
/** Selects objects that a function wants to see. */
export type ResourceSelector = z.infer<typeof selectorSchema>;

const requirementsSchema = z
  .object({
    resources: z.record(z.string(), selectorSchema).default({}),
    extraResources: z.record(z.string(), selectorSchema).default({}),
  })
  .default({ resources: {}, extraResources: {} });
export type Requirements = z.infer<typeof requirementsSchema>;

/** A RunFunctionResponse in its JSON form. */
export const functionResponseSchema = z.object({
  meta: z
    .object({
      ttl: z
        .object({
          seconds: z.number().default(0),
          nanos: z.number().default(0),
        })
        .optional(),
    })
    .default({}),
  desired: desiredStateSchema.default({ resources: {} }),
  context: z.record(z.string(), z.unknown()).optional(),
  results: z
    .array(
      z.object({
        severity: z
          .enum([
            'SEVERITY_UNSPECIFIED',
            'SEVERITY_FATAL',
            'SEVERITY_WARNING',
            'SEVERITY_NORMAL',
            'UNRECOGNIZED',
          ])
          .default('SEVERITY_UNSPECIFIED'),
        message: z.string().default(''),
        reason: z.string().optional(),
      }),
    )
    .default([]),
  conditions: z
    .array(
      z.object({
        type: z.string(),
        status: z.string().default('STATUS_CONDITION_UNSPECIFIED'),
        reason: z.string().default(''),
        message: z.string().optional(),
      }),
    )
    .default([]),
  requirements: requirementsSchema,
});
export type FunctionResponse = z.infer<typeof functionResponseSchema>;
