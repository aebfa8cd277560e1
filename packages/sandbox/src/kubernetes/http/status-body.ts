import { StatusError } from '../cluster-client';
import { json, type Reply } from './answer';

/** Body of a failed request: a `Status` of `meta/v1`. */
export function statusBody(error: StatusError): object {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: error.message,
    ...(error.reason === '' ? {} : { reason: error.reason }),
    ...(error.details ? { details: error.details } : {}),
    code: error.code,
  };
}

/** Answers with what went wrong. */
export function failure(error: StatusError): Reply {
  const retryAfter = error.details?.retryAfterSeconds;
  return json(statusBody(error), {
    status: error.code,
    headers:
      retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) },
  });
}

/** Body of a deletion after which the object is gone. */
export function deletedBody(details: {
  name: string;
  group?: string;
  kind: string;
  uid?: string;
}): object {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details,
  };
}

export function unauthorized(): StatusError {
  return new StatusError(401, 'Unauthorized', 'Unauthorized');
}

export function notAcceptable(): StatusError {
  return new StatusError(
    406,
    'NotAcceptable',
    'only the following media types are accepted: application/json',
  );
}

export function unsupportedMediaType(message: string): StatusError {
  return new StatusError(415, 'UnsupportedMediaType', message);
}

export function methodNotAllowedHere(): StatusError {
  return new StatusError(
    405,
    'MethodNotAllowed',
    'the server does not allow this method on the requested resource',
  );
}

export function entityTooLarge(limit: number): StatusError {
  return new StatusError(
    413,
    'RequestEntityTooLarge',
    `Request entity too large: limit is ${limit}`,
  );
}

export function internalError(error: unknown): StatusError {
  const problem = error instanceof Error ? error.message : String(error);
  return new StatusError(
    500,
    'InternalError',
    `Internal error occurred: ${problem}`,
  );
}
