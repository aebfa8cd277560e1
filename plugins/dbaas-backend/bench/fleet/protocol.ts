import { z } from 'zod';

/** What the bench asks of the process with the API servers. */
export const commandSchema = z.discriminatedUnion('type', [
  /** Change this many services per second from now on; 0 stops. */
  z.object({ type: z.literal('change'), perSecond: z.number() }),
  /** Tell how many requests there have been, watches not counted. */
  z.object({ type: z.literal('count') }),
]);
export type Command = z.infer<typeof commandSchema>;

/** What the process with the API servers tells. */
export const reportSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('ready'),
    clusters: z.array(z.object({ name: z.string(), url: z.string() })),
    objects: z.number(),
    bytes: z.number(),
  }),
  z.object({ type: z.literal('count'), requests: z.number() }),
  /** A service was changed, at this time in milliseconds since 1970. */
  z.object({ type: z.literal('changed'), service: z.string(), at: z.number() }),
]);
export type Report = z.infer<typeof reportSchema>;
