const LONGEST_NAME = 63;
const DIGEST_LENGTH = 8;

/**
 * A Kubernetes name made of parts, some of which are PostgreSQL names. What
 * Kubernetes does not allow becomes a dash; a name that lost something by that, or
 * is too long, ends with a digest of the parts, so that different parts never give
 * the same name.
 *
 * @public
 */
export function resourceName(...parts: string[]): string {
  const exact = parts.join('-');
  const allowed = exact.replace(/[^a-z0-9-]/g, '-');
  if (allowed === exact && exact.length <= LONGEST_NAME) return exact;
  const kept = allowed
    .slice(0, LONGEST_NAME - DIGEST_LENGTH - 1)
    .replace(/-+$/, '');
  return `${kept}-${digest(parts.join('/'))}`;
}

/** 32-bit FNV-1a in hexadecimal: short, stable, and not about secrecy. */
function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (const char of text) {
    hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return hash.toString(16).padStart(DIGEST_LENGTH, '0');
}
