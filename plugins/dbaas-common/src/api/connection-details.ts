import { z } from 'zod';
import { connectionSchema } from './database-service';

/** A way to connect, ready to be copied. Made of names only: never of a password. @public */
export const connectionSnippetSchema = z.object({
  /** Unique among the snippets of a connection, such as `node`. */
  id: z.string(),
  /** What a tab is called, such as `Node.js`. */
  title: z.string(),
  /** For highlighting, such as `javascript`. */
  language: z.string(),
  text: z.string(),
});
/** @public */
export type ConnectionSnippet = z.infer<typeof connectionSnippetSchema>;

/** A connection and the ways to use it. @public */
export const connectionDetailsSchema = connectionSchema.extend({
  snippets: z.array(connectionSnippetSchema),
});
/** @public */
export type ConnectionDetails = z.infer<typeof connectionDetailsSchema>;

/** Answer of `GET /services/:cluster/:namespace/:name/connections`. @public */
export const connectionDetailsListSchema = z.object({
  items: z.array(connectionDetailsSchema),
});
/** @public */
export type ConnectionDetailsList = z.infer<typeof connectionDetailsListSchema>;
