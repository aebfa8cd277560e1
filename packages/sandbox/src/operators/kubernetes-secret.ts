import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';

const secretSchema = z.object({
  data: z.record(z.string(), z.string()).default({}),
});

/** The decoded texts of a Secret. */
export function secretTexts(secret: KubernetesObject): Record<string, string> {
  const { data } = secretSchema.parse(secret);
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [
      key,
      Buffer.from(value, 'base64').toString('utf8'),
    ]),
  );
}

/** Texts in the form in which a Secret holds them. */
export function secretData(
  texts: Record<string, string>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(texts).map(([key, text]) => [
      key,
      Buffer.from(text, 'utf8').toString('base64'),
    ]),
  );
}
