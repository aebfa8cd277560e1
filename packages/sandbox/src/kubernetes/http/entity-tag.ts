import { createHash } from 'node:crypto';

const LENGTH = 32;

/** A short name for a text that changes with the text. */
export function entityTag(text: string): string {
  return createHash('sha256')
    .update(text)
    .digest('hex')
    .toUpperCase()
    .slice(0, LENGTH);
}
