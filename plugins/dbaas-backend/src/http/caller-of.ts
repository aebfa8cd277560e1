import type { HttpAuthService } from '@backstage/backend-plugin-api';
import type { Request } from 'express';
import type { Caller } from '../permissions/caller';

/** Finds out who asks; a request without credentials is refused. */
export type CallerOf = (request: Request) => Promise<Caller>;

export function createCallerOf(httpAuth: HttpAuthService): CallerOf {
  return async request => ({
    credentials: await httpAuth.credentials(request, {
      allow: ['user', 'service'],
    }),
    request,
  });
}
