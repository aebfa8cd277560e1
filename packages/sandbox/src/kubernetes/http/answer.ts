/** Headers of an answer; a list is sent as one header for each value. */
export type AnswerHeaders = Record<string, string | string[]>;

/** A whole answer, ready to be written. */
export interface Reply {
  status: number;
  headers: AnswerHeaders;
  body: string;
}

/** Where a streamed answer goes. */
export interface StreamSink {
  /** Sends one line of JSON. */
  send(value: unknown): void;
  end(): void;
  /** Calls back once, when either side has ended the stream. */
  onClose(listener: () => void): void;
}

/** An answer that goes on until somebody ends it. */
export interface Stream {
  warnings: string[];
  open(sink: StreamSink): void;
}

export type Answer = Reply | Stream;

export const JSON_TYPE = 'application/json';

/** Answers with a JSON value. */
export function json(
  value: unknown,
  {
    status = 200,
    warnings = [],
    headers = {},
  }: {
    status?: number;
    warnings?: string[];
    headers?: AnswerHeaders;
  } = {},
): Reply {
  return {
    status,
    headers: {
      'content-type': JSON_TYPE,
      ...warningHeaders(warnings),
      ...headers,
    },
    body: JSON.stringify(value),
  };
}

/** Answers with plain text. */
export function text(value: string, status = 200): Reply {
  return {
    status,
    headers: {
      'content-type': 'text/plain; charset=utf-8',
      'x-content-type-options': 'nosniff',
    },
    body: value,
  };
}

/** What an API server says about paths it does not know. */
export function pageNotFound(): Reply {
  return text('404 page not found\n', 404);
}

/** Headers that carry warnings for the user of the client. */
export function warningHeaders(warnings: string[]): AnswerHeaders {
  return warnings.length > 0 ? { warning: warnings.map(warningHeader) } : {};
}

/** A warning as kubectl prints it (RFC 7234, code 299, as API servers send it). */
function warningHeader(message: string): string {
  const quoted = message
    .replace(/[^\x20-\x7e]+/g, ' ')
    .replace(/["\\]/g, character => `\\${character}`);
  return `299 - "${quoted}"`;
}
