import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';

/** Schema of the fields for something that a platform cluster offers. */
export const offerFieldSchema = makeFieldSchema({
  output: z => z.string(),
  uiOptions: z =>
    z.object({
      cluster: z
        .string()
        .optional()
        .describe(
          'Platform cluster of the request; by default "platform", or the only one',
        ),
    }),
});

export type OfferFieldProps = typeof offerFieldSchema.type;

export type OfferFieldOptions = NonNullable<
  OfferFieldProps['uiSchema']['ui:options']
>;
