import { CustomErrorBase } from '@backstage/errors';
import type { Request, RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';

/** Answered with 429, in the form of Backstage errors. */
export class TooManyRequestsError extends CustomErrorBase {
  override readonly name = 'TooManyRequestsError';
  readonly statusCode = 429;
}

/** Lets everybody try so many times, and tells when they may try again. */
export function attemptLimit(options: {
  limit: number;
  windowMs: number;
  /** Who tries: attempts are counted for each. */
  keyOf: (request: Request) => Promise<string>;
}): RequestHandler {
  const { limit, windowMs, keyOf } = options;
  return rateLimit({
    limit,
    windowMs,
    keyGenerator: keyOf,
    standardHeaders: 'draft-7',
    legacyHeaders: false,
    handler: (_request, response, next) =>
      next(
        new TooManyRequestsError(
          `That was too often. Try again in ${response.get('Retry-After')} s.`,
        ),
      ),
  });
}
