import type { Response } from 'express';
import { createHash } from 'node:crypto';
import type { z } from 'zod';

/**
 * Sends an answer through its schema, which drops what it does not name, with a
 * validator: a caller that holds the same answer gets 304. `version` stands for
 * the answer where the answer says its own age.
 */
export function respond<T extends z.ZodType>(
  response: Response,
  schema: T,
  answer: z.input<T>,
  version: unknown = answer,
): void {
  const tag = createHash('sha256')
    .update(JSON.stringify(version))
    .digest('base64url')
    .slice(0, 22);
  response
    .set({ 'Cache-Control': 'private, no-cache', ETag: `W/"${tag}"` })
    .json(schema.parse(answer));
}
