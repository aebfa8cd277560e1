import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';

const secretSchema = z.looseObject({
  kind: z.literal('Secret'),
  data: z.record(z.string(), z.string()).default({}),
});

/** The values of a Secret in clear text. They must never reach a log or a message. */
export function secretValues(
  secret: KubernetesObject,
): Readonly<Record<string, string>> {
  const { data } = secretSchema.parse(secret);
  return mapValues(data, value => Buffer.from(value, 'base64').toString());
}

/** `data` of a Secret that holds the values. */
export function secretData(
  values: Readonly<Record<string, string>>,
): Record<string, string> {
  return mapValues(values, value => Buffer.from(value).toString('base64'));
}

function mapValues(
  values: Readonly<Record<string, string>>,
  change: (value: string) => string,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, change(value)]),
  );
}
