import { InputError } from '@backstage/errors';
import type { Request, Response } from 'express';
import { createHash } from 'node:crypto';
import { z } from 'zod';

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

/** Reads a part of a request; what is wrong with it is said field by field. */
export function readRequest<T extends z.ZodType>(
  schema: T,
  value: Request['query'] | Request['params'],
): z.output<T> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new InputError(z.prettifyError(parsed.error));
  return parsed.data;
}
