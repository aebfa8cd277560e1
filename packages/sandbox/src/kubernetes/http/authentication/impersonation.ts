import type { IncomingHttpHeaders } from 'node:http';
import { badRequest } from '../../status-errors';
import type { ResourceAttributes } from '../authorization/attributes';
import type { Authorizer } from '../authorization/authorizer';
import { authenticatedUser, parseServiceAccountName, type User } from './user';

/** The user that the request is made as (`kubectl --as`), when the one who makes it may do that. */
export function impersonate(
  user: User,
  headers: IncomingHttpHeaders,
  authorizer: Authorizer,
): User {
  const username = single(headers['impersonate-user']);
  const groups = list(headers['impersonate-group']);
  if (username === undefined) {
    if (groups.length === 0) return user;
    throw badRequest(
      'impersonating groups requires impersonating a user: Impersonate-User is missing',
    );
  }
  for (const attributes of [
    impersonatedUser(username),
    ...groups.map(group => impersonation('groups', group)),
  ]) {
    authorizer.authorize(user, attributes);
  }
  return authenticatedUser(username, groups);
}

function impersonatedUser(username: string): ResourceAttributes {
  const account = parseServiceAccountName(username);
  return account
    ? {
        ...impersonation('serviceaccounts', account.name),
        namespace: account.namespace,
      }
    : impersonation('users', username);
}

function impersonation(resource: string, name: string): ResourceAttributes {
  return { verb: 'impersonate', group: '', resource, name };
}

function single(header: string | string[] | undefined): string | undefined {
  return list(header)[0];
}

/** Node joins repeated headers with commas; names of groups have none. */
function list(header: string | string[] | undefined): string[] {
  return [header ?? []]
    .flat()
    .flatMap(value => value.split(','))
    .map(value => value.trim())
    .filter(value => value !== '');
}
