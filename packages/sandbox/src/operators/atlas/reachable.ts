import { setTimeout as delay } from 'node:timers/promises';
import { DatabaseError, type ClientConfig } from 'pg';
import { errorCode } from '../../json-file';
import { withSession } from '../../postgres/session';

const PATIENCE_MS = 10_000;
const LOOK_EVERY_MS = 200;
const CANNOT_CONNECT_NOW = '57P03';

/**
 * Waits a moment for a server that is just being started, as they all are when the
 * sandbox starts. Other errors are thrown at once.
 */
export async function untilReachable(config: ClientConfig): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      await withSession(config, async () => {});
      return;
    } catch (error) {
      if (!isStarting(error) || Date.now() > deadline) throw error;
      await delay(LOOK_EVERY_MS);
    }
  }
}

function isStarting(error: unknown): boolean {
  if (error instanceof DatabaseError) return error.code === CANNOT_CONNECT_NOW;
  return errorCode(error) === 'ECONNREFUSED';
}
