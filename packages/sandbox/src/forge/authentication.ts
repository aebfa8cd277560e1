import type { Request, RequestHandler } from 'express';
import { timingSafeEqual } from 'node:crypto';

/** The account behind the one token of the forge. */
export const TOKEN_ACCOUNT = 'backstage-bot';

/** Lets everybody read; a request that writes needs the token. */
export function requireTokenForWrites(token: string): RequestHandler {
  return (request, response, next) => {
    const presented = presentedToken(request);
    if (presented !== undefined && !equal(presented, token)) {
      response.status(401).json({ message: 'Bad credentials' });
      return;
    }
    if (presented === undefined && !isRead(request)) {
      response.status(401).json({ message: 'Requires authentication' });
      return;
    }
    next();
  };
}

/** The token of a request: `Bearer x`, `token x`, or the password of Basic. */
export function presentedToken(request: Request): string | undefined {
  const [scheme, value] = (request.headers.authorization ?? '').split(' ');
  if (!value) return undefined;
  if (scheme.toLowerCase() !== 'basic') return value;
  return Buffer.from(value, 'base64')
    .toString('utf8')
    .split(':')
    .slice(1)
    .join(':');
}

export function equal(presented: string, expected: string): boolean {
  const [left, right] = [Buffer.from(presented), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function isRead(request: Request): boolean {
  // The only GraphQL the forge knows is a query.
  return (
    ['GET', 'HEAD', 'OPTIONS'].includes(request.method) ||
    request.path.endsWith('/graphql')
  );
}
