import { StatusError } from '../../kubernetes/cluster-client';

/** A part of a reconcile that failed, with what Crossplane puts in front of the cause. */
export class ReconcileFailure extends Error {
  constructor(
    /** Reason of the Event that reports it. */
    readonly eventReason: string,
    context: string,
    override readonly cause: unknown,
  ) {
    super(`${context}: ${messageOf(cause)}`);
    this.name = 'ReconcileFailure';
  }
}

/** Runs a part of a reconcile; its errors say what was being done. A conflict is passed on as it is. */
export async function inContext<T>(
  eventReason: string,
  context: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isRetriedSilently(error)) throw error;
    throw new ReconcileFailure(eventReason, context, error);
  }
}

/**
 * Somebody else changed the object, or a webhook refused with 409: the reconcile is
 * done again and nobody is told (crossplane-runtime 2.3, WithSilentRequeueOnConflict).
 */
export function isRetriedSilently(error: unknown): boolean {
  return rootStatus(error)?.code === 409;
}

/** True when the API server said that an object does not fit its schema. */
export function isInvalid(error: unknown): boolean {
  return rootStatus(error)?.code === 422;
}

/** The error with what was being done in front. */
export function wrap(context: string, cause: unknown): Error {
  return new Error(`${context}: ${messageOf(cause)}`, { cause });
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function rootStatus(error: unknown): StatusError | undefined {
  if (error instanceof StatusError) return error;
  return error instanceof Error && error.cause !== undefined
    ? rootStatus(error.cause)
    : undefined;
}
