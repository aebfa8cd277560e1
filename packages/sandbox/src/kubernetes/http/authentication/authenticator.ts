import { unauthorized } from '../status-body';
import { ANONYMOUS, authenticatedUser, type User } from './user';

/** A token that is known from the start, as in a static token file of an API server. */
export interface StaticToken {
  token: string;
  username: string;
  groups?: string[];
}

/** Finds out who a token belongs to; undefined when nobody. */
export type TokenLookup = (token: string) => User | undefined;

/** Tells who makes a request, by the bearer token it carries. */
export class Authenticator {
  readonly #lookups: TokenLookup[];

  constructor(staticTokens: readonly StaticToken[], ...lookups: TokenLookup[]) {
    const users = new Map(
      staticTokens.map(({ token, username, groups = [] }) => [
        token,
        authenticatedUser(username, groups),
      ]),
    );
    this.#lookups = [token => users.get(token), ...lookups];
  }

  /** Who a token belongs to; undefined when nobody. */
  userOf(token: string): User | undefined {
    for (const lookup of this.#lookups) {
      const user = lookup(token);
      if (user) return user;
    }
    return undefined;
  }

  /** Nobody in particular without credentials; a StatusError 401 for wrong ones. */
  authenticate(authorization: string | undefined): User {
    if (authorization === undefined) return ANONYMOUS;
    const [, token] = /^Bearer\s+(\S+)\s*$/i.exec(authorization) ?? [];
    const user = token === undefined ? undefined : this.userOf(token);
    if (!user) throw unauthorized();
    return user;
  }
}
