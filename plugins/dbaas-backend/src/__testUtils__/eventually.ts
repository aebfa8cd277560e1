import { setTimeout as delay } from 'node:timers/promises';

/** Repeats an assertion until it holds; its last failure after `timeoutMs`. */
export async function eventually(
  assertion: () => void | Promise<void>,
  timeoutMs = 4_000,
): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      await assertion();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await delay(10);
    }
  }
}
