import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { createHash } from 'node:crypto';
import { z } from 'zod';

/** Decoded values of a Secret. */
export type SecretValues = Record<string, Buffer>;

const secretSchema = z.looseObject({
  data: z.record(z.string(), z.string()).default({}),
});

/** The decoded values of a Secret object. */
export function secretValues(secret: KubernetesObject): SecretValues {
  return Object.fromEntries(
    Object.entries(secretSchema.parse(secret).data).map(([key, value]) => [
      key,
      Buffer.from(value, 'base64'),
    ]),
  );
}

/** Values in the form in which a Secret holds them. */
export function encodeValues(values: SecretValues): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      value.toString('base64'),
    ]),
  );
}

/** Changes whenever a value does, and says nothing about it. */
export function hashOf(value: unknown): string {
  return createHash('sha224')
    .update(JSON.stringify(sorted(value)))
    .digest('hex');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.entries(value)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, entry]) => [key, sorted(entry)]);
}
