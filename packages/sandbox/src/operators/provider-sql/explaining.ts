/** Puts what was tried in front of the message of an error, as Go programs do. */
export async function explaining<T>(
  attempt: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${attempt}: ${reason}`, { cause });
  }
}
