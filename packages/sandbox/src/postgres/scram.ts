import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

const ITERATIONS = 4096;
const SALT_BYTES = 16;
const KEY_BYTES = 32;

/**
 * What PostgreSQL stores instead of a password (RFC 5803, `SCRAM-SHA-256$…`).
 * It can be sent and logged where the password must not be.
 */
export function scramVerifier(password: string): string {
  const salt = randomBytes(SALT_BYTES);
  const salted = pbkdf2Sync(
    password.normalize('NFKC'),
    salt,
    ITERATIONS,
    KEY_BYTES,
    'sha256',
  );
  const sign = (text: string) =>
    createHmac('sha256', salted).update(text).digest();
  const storedKey = createHash('sha256')
    .update(sign('Client Key'))
    .digest('base64');
  const serverKey = sign('Server Key').toString('base64');
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString(
    'base64',
  )}$${storedKey}:${serverKey}`;
}
