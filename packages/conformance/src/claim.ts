import {
  MANAGED_DATABASE,
  type KubernetesObject,
} from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import type { ObjectRef } from './environment/cluster';

/** A claim's spec as a person writes it; scenarios also write wrong ones. */
export type ClaimSpec = Record<string, unknown>;

const conditionSchema = z.object({
  type: z.string(),
  status: z.string(),
  reason: z.string().optional(),
  message: z.string().optional(),
  observedGeneration: z.number().optional(),
});

const partSchema = z.object({
  layer: z.string(),
  name: z.string(),
  kind: z.string(),
  state: z.string(),
  reason: z.string(),
  since: z.iso.datetime({ offset: true }).optional(),
});

const statusSchema = z
  .object({
    phase: z.string().optional(),
    message: z.string().optional(),
    version: z.string().optional(),
    storageGB: z.number().optional(),
    sslMode: z.string().optional(),
    secretName: z.string().optional(),
    endpoint: z.object({ host: z.string(), port: z.number() }).optional(),
    databases: z
      .array(z.object({ name: z.string(), ready: z.boolean() }))
      .default([]),
    users: z
      .array(
        z.object({
          name: z.string(),
          ready: z.boolean(),
          passwordRotation: z.number().optional(),
          rotatedAt: z.string().optional(),
        }),
      )
      .default([]),
    schema: z
      .array(
        z.object({
          database: z.string(),
          mode: z.enum(['declarative', 'versioned']),
          ready: z.boolean(),
          version: z.string().optional(),
        }),
      )
      .default([]),
    parts: z.array(partSchema).default([]),
    conditions: z.array(conditionSchema).default([]),
  })
  .prefault({});

/** `status` of a claim, as far as scenarios look at it. */
export type ClaimStatus = z.infer<typeof statusSchema>;

export function claimRef(namespace: string, name: string): ObjectRef {
  return {
    apiVersion: MANAGED_DATABASE.apiVersion,
    kind: MANAGED_DATABASE.kind,
    namespace,
    name,
  };
}

export function statusOf(claim: KubernetesObject): ClaimStatus {
  return statusSchema.parse(claim.status);
}

/** Whether everything that the claim asks for now is there. */
export function isReady(claim: KubernetesObject): boolean {
  const { conditions } = statusOf(claim);
  return ['Synced', 'Ready'].every(type =>
    conditions.some(
      condition =>
        condition.type === type &&
        condition.status === 'True' &&
        (condition.observedGeneration ?? Infinity) >=
          (claim.metadata.generation ?? 0),
    ),
  );
}

/** What a claim says of itself, for the message of a failure. */
export function describe(claim: KubernetesObject | undefined): string {
  if (!claim) return 'The claim is not there.';
  const { phase, message, conditions } = statusOf(claim);
  const bad = conditions
    .filter(({ status }) => status !== 'True')
    .map(
      ({ type, reason, message: text }) => `${type}: ${reason} ${text ?? ''}`,
    );
  return [
    `The claim is ${phase ?? 'new'}: ${message ?? '(no message)'}`,
    ...bad,
  ]
    .join('; ')
    .trim();
}
