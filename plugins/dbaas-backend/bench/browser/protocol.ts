import { z } from 'zod';

/** What the process with the browser is to read. */
export const taskSchema = z.object({ url: z.string() });

export const outcomeSchema = z.union([
  z.object({ milliseconds: z.number() }),
  z.object({ error: z.string() }),
]);
export type Outcome = z.infer<typeof outcomeSchema>;
