import type {
  BackstageCredentials,
  BackstageUserPrincipal,
} from '@backstage/backend-plugin-api';
import type { JsonObject } from '@backstage/types';
import type { Request } from 'express';

/** Who asks, and for the audit log, with which request and about what. */
export interface Caller {
  credentials: BackstageCredentials;
  request?: Request;
  /** Goes into the audit event as it is: never a secret. */
  about?: JsonObject;
}

/** The user who asks; undefined when it is a plugin or another program. */
export function userOf({ credentials }: Caller): string | undefined {
  return isUser(credentials.principal)
    ? credentials.principal.userEntityRef
    : undefined;
}

function isUser(principal: unknown): principal is BackstageUserPrincipal {
  return (
    typeof principal === 'object' &&
    principal !== null &&
    'type' in principal &&
    principal.type === 'user'
  );
}
