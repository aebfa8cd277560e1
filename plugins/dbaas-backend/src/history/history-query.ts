import { transitionSchema } from '@backstage-dbaas/plugin-dbaas-common';
import { InputError } from '@backstage/errors';
import { z } from 'zod';

const historyQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(500).default(200),
  cursor: z.coerce
    .number({ error: 'The cursor is not one that this API gave out.' })
    .int()
    .positive()
    .optional(),
  subject: z.preprocess(
    value => (value === undefined ? undefined : [value].flat()),
    z.array(transitionSchema.shape.subject).max(20).optional(),
  ),
});

/** Which transitions, and how many. */
export type HistoryQuery = z.infer<typeof historyQuerySchema>;

/** Reads the query of `GET …/history`; what is wrong with it is said field by field. */
export function parseHistoryQuery(query: unknown): HistoryQuery {
  const parsed = historyQuerySchema.safeParse(query);
  if (!parsed.success) throw new InputError(z.prettifyError(parsed.error));
  return parsed.data;
}
