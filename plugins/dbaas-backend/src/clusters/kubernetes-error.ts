import type { UnreadableSource } from '@backstage-dbaas/plugin-dbaas-common';
import { isError } from '@backstage/errors';
import { z } from 'zod';

const statusSchema = z.object({
  kind: z.literal('Status'),
  message: z.string().optional(),
  reason: z.string().optional(),
  code: z.number().optional(),
  details: z
    .looseObject({ retryAfterSeconds: z.number().optional() })
    .optional(),
});

/** An API server answered, but not with what was asked for. */
export class KubernetesStatusError extends Error {
  override readonly name = 'KubernetesStatusError';

  constructor(
    readonly code: number,
    message: string,
    readonly reason?: string,
    readonly retryAfterSeconds?: number,
  ) {
    super(message);
  }

  /** The resource version is too old: list again. Comes as HTTP status or as watch event. */
  get expired(): boolean {
    return this.code === 410 || this.reason === 'Expired';
  }
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
  const header = Number(fallback.retryAfter);
  const retryAfter =
    status?.details?.retryAfterSeconds ??
    (Number.isFinite(header) && header > 0 ? header : undefined);
  const code = status?.code ?? fallback.code;
  return new KubernetesStatusError(
    code,
    status?.message ?? `The API server answered with status ${code}.`,
    status?.reason,
    retryAfter,
  );
}

const TLS_CODES =
  /^(ERR_TLS_|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_(VERIFY|GET)|ERR_SSL_|EPROTO)/;

/** What kind of problem an error is, in the words of the API. */
export function problemOf(error: unknown): UnreadableSource['problem'] {
  if (error instanceof ClusterTimeoutError) return 'timeout';
  if (error instanceof KubernetesStatusError) {
    const byCode: Record<number, UnreadableSource['problem']> = {
      401: 'unauthorized',
      403: 'forbidden',
      404: 'notInstalled',
    };
    return byCode[error.code] ?? 'error';
  }
  const code = errorCode(error);
  if (code === undefined) return 'error';
  return TLS_CODES.test(code) ? 'tls' : 'unreachable';
}

/** The `code` of a Node.js system or TLS error. */
function errorCode(error: unknown): string | undefined {
  if (!isError(error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
