import { z } from 'zod';

const filled = <T extends Record<string, unknown>>(value: T) =>
  Object.keys(value).length > 0;

/** The ProviderConfig that a provider of a cloud logs in with. */
export const providerConfigSchema = z
  .strictObject({
    kind: z
      .enum(['ClusterProviderConfig', 'ProviderConfig'])
      .default('ClusterProviderConfig'),
    name: z.string().min(1).default('default'),
  })
  .prefault({});

/** Objects of a provider, by their labels, in the namespace of the claim or in another. */
export const selectorSchema = z.strictObject({
  matchLabels: z
    .record(z.string(), z.string())
    .refine(filled, { error: 'Name at least one label.' }),
  namespace: z.string().min(1).optional(),
});

/** @see selectorSchema */
export type Selector = z.infer<typeof selectorSchema>;

/** What a cloud calls something, or the object of its provider. */
export const identifiedSchema = z.union([
  z.strictObject({ id: z.string().min(1) }),
  selectorSchema,
]);

/** @see identifiedSchema */
export type Identified = z.infer<typeof identifiedSchema>;

/** Two fields of a resource: what the cloud calls something, or the selector for it. */
export function identified(
  field: string,
  identity: Identified,
): Record<string, unknown> {
  return 'id' in identity
    ? { [field]: identity.id }
    : { [`${field}Selector`]: identity };
}

/** What every cloud is set up with. */
export const cloudFields = {
  providerConfig: providerConfigSchema,
  /** Region of claims that name none; the only one when there is only one. */
  defaultRegion: z.string().min(1).optional(),
  /** Begins the names of servers, where several platforms share an account. */
  namePrefix: z
    .string()
    .regex(/^[a-z][a-z0-9]{0,14}$/, {
      error: 'Use up to 15 lower-case letters and digits.',
    })
    .optional(),
  /** Tags or labels of every server. */
  tags: z.record(z.string(), z.string()).default({}),
};

/** The regions on offer, each with the network of its servers. */
export function regionsSchema<T extends z.ZodType>(network: T) {
  return z
    .record(z.string().min(1), network)
    .refine(filled, { error: 'Name at least one region.' });
}

/** Parameters of PostgreSQL, as text. */
export const parametersSchema = z
  .record(z.string().regex(/^[a-z][a-z0-9_.]*$/), z.string())
  .default({});
