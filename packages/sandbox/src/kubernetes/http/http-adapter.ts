import type { IncomingMessage, ServerResponse } from 'node:http';
import { StatusError } from '../cluster-client';
import {
  JSON_TYPE,
  warningHeaders,
  type Answer,
  type AnswerHeaders,
  type Reply,
  type Stream,
} from './answer';
import type { ApiRequest } from './api-request';
import { entityTooLarge } from './status-body';

/** As API servers limit requests. */
const MAX_BODY_BYTES = 3 * 1024 * 1024;
/** A watcher that lets this much pile up has gone; it can watch again. */
const MAX_UNSENT_BYTES = 32 * 1024 * 1024;

/** A request of Node as the API sees it. */
export function toApiRequest(request: IncomingMessage): ApiRequest {
  const [path, ...query] = (request.url ?? '/').split('?');
  let body: Promise<Buffer> | undefined;
  return {
    method: request.method ?? 'GET',
    path,
    query: new URLSearchParams(query.join('?')),
    headers: request.headers,
    readBody: () => (body ??= readBody(request)),
  };
}

/**
 * Refuses names that are not this machine's: a page in a browser could otherwise
 * reach the server under a name of its own (DNS rebinding).
 */
export function checkHost({ headers }: ApiRequest): void {
  const { host = '' } = headers;
  if (/^(localhost|127(\.\d+){3}|\[::1\])(:\d+)?$/i.test(host)) return;
  throw new StatusError(
    403,
    'Forbidden',
    `this API server answers on this machine only, not as "${host}"`,
  );
}

export function writeAnswer(response: ServerResponse, answer: Answer): void {
  if ('open' in answer) openStream(response, answer);
  else writeReply(response, answer);
}

function writeReply(
  response: ServerResponse,
  { status, headers, body }: Reply,
): void {
  writeHead(response, status, {
    ...headers,
    ...(status === 304
      ? {}
      : { 'content-length': String(Buffer.byteLength(body)) }),
  });
  response.end(body);
}

function openStream(
  response: ServerResponse,
  { warnings, open }: Stream,
): void {
  writeHead(response, 200, {
    'content-type': JSON_TYPE,
    ...warningHeaders(warnings),
  });
  // The client waits for the headers, also when there is no event for long.
  response.flushHeaders();
  open({
    send: value => {
      response.write(`${JSON.stringify(value)}\n`);
      if (response.writableLength > MAX_UNSENT_BYTES) response.destroy();
    },
    end: () => response.end(),
    onClose: listener => response.once('close', listener),
  });
}

function writeHead(
  response: ServerResponse,
  status: number,
  headers: AnswerHeaders,
): void {
  response.setHeader('cache-control', 'no-cache, private');
  Object.entries(headers).forEach(([name, value]) =>
    response.setHeader(name, value),
  );
  response.writeHead(status);
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw entityTooLarge(MAX_BODY_BYTES);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
