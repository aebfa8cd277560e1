import { InputError } from '@backstage/errors';
import { json, type RequestHandler } from 'express';

/** A request has a reason and a few names: more is no request of ours. */
const LARGEST_BODY = '16kb';

/** Parses bodies; what cannot be parsed is an error of the caller, told without the body. */
export function jsonBody(): RequestHandler {
  const parse = json({ limit: LARGEST_BODY });
  return (request, response, next) =>
    parse(request, response, error =>
      error
        ? next(
            new InputError(
              `The body must be JSON, of not more than ${LARGEST_BODY}.`,
            ),
          )
        : next(),
    );
}
