import type { IncomingHttpHeaders } from 'node:http';

/** A request as the API sees it. */
export interface ApiRequest {
  method: string;
  /** Path without the query, still percent-encoded. */
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  /** Reads the whole body; a body that is too large is a StatusError. */
  readBody(): Promise<Buffer>;
}

/** A flag of the query, as API servers understand it: present and not `false` or `0`. */
export function isSet(query: URLSearchParams, name: string): boolean {
  const value = query.get(name);
  return value !== null && value.toLowerCase() !== 'false' && value !== '0';
}
