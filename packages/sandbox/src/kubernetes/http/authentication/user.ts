/** Who makes a request. */
export interface User {
  username: string;
  uid?: string;
  groups: string[];
}

/** Members may do everything, whatever the roles say. */
export const MASTERS = 'system:masters';
export const AUTHENTICATED = 'system:authenticated';

const SERVICE_ACCOUNT_PREFIX = 'system:serviceaccount:';

export const ANONYMOUS: User = {
  username: 'system:anonymous',
  groups: ['system:unauthenticated'],
};

/** A user who has proven who they are; service accounts get their groups. */
export function authenticatedUser(
  username: string,
  groups: readonly string[],
  uid?: string,
): User {
  const account = parseServiceAccountName(username);
  const accountGroups = account
    ? ['system:serviceaccounts', `system:serviceaccounts:${account.namespace}`]
    : [];
  return {
    username,
    ...(uid === undefined ? {} : { uid }),
    groups: [...new Set([...groups, ...accountGroups, AUTHENTICATED])],
  };
}

/** The user name of a service account. */
export function serviceAccountName(namespace: string, name: string): string {
  return `${SERVICE_ACCOUNT_PREFIX}${namespace}:${name}`;
}

/** The service account behind a user name, if it is one. */
export function parseServiceAccountName(
  username: string,
): { namespace: string; name: string } | undefined {
  if (!username.startsWith(SERVICE_ACCOUNT_PREFIX)) return undefined;
  const [namespace, name, ...rest] = username
    .slice(SERVICE_ACCOUNT_PREFIX.length)
    .split(':');
  return namespace && name && rest.length === 0
    ? { namespace, name }
    : undefined;
}
