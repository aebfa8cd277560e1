import type { UnreadableSource } from '@backstage-dbaas/plugin-dbaas-common';
import { isError } from '@backstage/errors';
import { z } from 'zod';

const statusSchema = z.object({
  kind: z.literal('Status'),
  message: z.string().optional(),
  reason: z.string().optional(),
  code: z.number().optional(),
  details: z
    .looseObject({
      retryAfterSeconds: z.number().optional(),
      causes: z
        .array(
          z.looseObject({
            reason: z.string().optional(),
            message: z.string().optional(),
          }),
        )
        .optional(),
    })
    .optional(),
});
type Status = z.infer<typeof statusSchema>;

/** An API server answered, but not with what was asked for. */
export class KubernetesStatusError extends Error {
  override readonly name = 'KubernetesStatusError';

  constructor(
    readonly code: number,
    message: string,
    readonly reason?: string,
    readonly retryAfterSeconds?: number,
    /** The API server is behind the resource version that it was asked for. */
    readonly ahead = false,
  ) {
    super(message);
  }

  /** The resource version is too old: list again. Comes as HTTP status or as watch event. */
  get expired(): boolean {
    return this.code === 410 || this.reason === 'Expired';
  }
}

/** No connection, or one that broke, in words that say which cluster and what to do. */
export class ClusterConnectionError extends Error {
  override readonly name = 'ClusterConnectionError';

  constructor(
    readonly problem: 'tls' | 'unreachable' | 'error',
    message: string,
    cause: unknown,
  ) {
    super(message, { cause });
  }
}

/** A server that asks for more patience than this is asked again nevertheless. */
const LONGEST_RETRY_AFTER_MS = 300_000;

/** How long a server wants to be left alone after an error, in milliseconds. */
export function retryAfterMs(error: unknown): number {
  if (!(error instanceof KubernetesStatusError)) return 0;
  const asked = (error.retryAfterSeconds ?? 0) * 1_000;
  return Math.min(asked, LONGEST_RETRY_AFTER_MS);
}

/** No usable answer within the time allowed for it. */
export class ClusterTimeoutError extends Error {
  override readonly name = 'ClusterTimeoutError';
}

/** Reads a `Status` object, as bodies of failed requests and `ERROR` events hold it. */
export function statusError(
  body: unknown,
  fallback: { code: number; retryAfter?: string },
): KubernetesStatusError {
  const status = statusSchema.safeParse(body).data;
  const retryAfter =
    status?.details?.retryAfterSeconds ?? secondsOf(fallback.retryAfter);
  const code = status?.code ?? fallback.code;
  return new KubernetesStatusError(
    code,
    status?.message ?? `The API server answered with status ${code}.`,
    status?.reason,
    retryAfter,
    isAhead(status),
  );
}

/** `Retry-After` as seconds; proxies may send a date instead. */
function secondsOf(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const seconds = Number(header);
  const wait = Number.isFinite(seconds)
    ? seconds
    : (Date.parse(header) - Date.now()) / 1_000;
  return wait > 0 ? wait : undefined;
}

/** As client-go tells it: by the reason of a cause or, in Kubernetes before 1.19, by its message. */
function isAhead(status: Status | undefined): boolean {
  return (status?.details?.causes ?? []).some(
    ({ reason, message }) =>
      reason === 'ResourceVersionTooLarge' ||
      message === 'Too large resource version',
  );
}

const TLS_CODES =
  /^(ERR_TLS_|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_(VERIFY|GET)|ERR_SSL_|EPROTO)/;

const FILE_CODES = /^(ENOENT|EACCES|EPERM|EISDIR)$/;

/** What kind of problem an error is, in the words of the API. */
export function problemOf(error: unknown): UnreadableSource['problem'] {
  if (error instanceof ClusterTimeoutError) return 'timeout';
  if (error instanceof ClusterConnectionError) return error.problem;
  if (error instanceof KubernetesStatusError) {
    const byCode: Record<number, UnreadableSource['problem']> = {
      401: 'unauthorized',
      403: 'forbidden',
      404: 'notInstalled',
    };
    return byCode[error.code] ?? 'error';
  }
  return 'error';
}

/** A system or TLS error of Node.js in terms of the cluster; any other error as it is. */
export function connectionError(cluster: string, error: unknown): unknown {
  if (!isError(error) || typeof error.code !== 'string') return error;
  const { code, syscall } = error;
  if (code === 'ABORT_ERR') return error;
  const reason = reasonOf(error, code);
  if (FILE_CODES.test(code) && syscall !== 'connect') {
    return new ClusterConnectionError(
      'error',
      `The token or the certificate authority of cluster "${cluster}" cannot be read: ${reason}. Check that the file is there and readable for Backstage.`,
      error,
    );
  }
  if (TLS_CODES.test(code)) {
    return new ClusterConnectionError(
      'tls',
      `TLS with cluster "${cluster}" failed: ${reason}. Check its url, and caData or caFile.`,
      error,
    );
  }
  return new ClusterConnectionError(
    'unreachable',
    `The connection to cluster "${cluster}" failed: ${reason}.`,
    error,
  );
}

/** A host with several addresses fails with one error for each, and no message of its own. */
function reasonOf(error: Error, code: string): string {
  const reasons =
    error instanceof AggregateError
      ? error.errors.map(one => (isError(one) ? one.message : String(one)))
      : [error.message];
  const text = [...new Set(reasons.map(withoutInternals))].join('; ');
  return text.includes(code) ? text : `${text} (${code})`;
}

/** Of what OpenSSL says only the reason, without thread, source file and line. */
function withoutInternals(message: string): string {
  return /:SSL routines:[^:]*:([^:]+)/.exec(message)?.[1] ?? message;
}
