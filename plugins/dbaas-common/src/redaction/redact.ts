const MASK = '••••';
const LONGEST_MESSAGE = 1_000;

/** The annotation in which kubectl keeps a copy of the manifest. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** `scheme://user:password@host`: the password may hold anything but spaces. */
const URL_CREDENTIALS = /\b([a-z][a-z0-9+.-]*:\/\/)([^\s/@:"']*):([^\s"']*)@/gi;
/** `password=…`, `"password": "…"`, `PGPASSWORD: …`, libpq and JSON and SQL styles. */
const NAMED_SECRET =
  /((?:[\w-]*(?:password|passwd|pwd|secret[_-]?key|api[_-]?key|token)["']?)\s*[=:]\s*)("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s,;&"')}\]]+)/gi;
/** `CREATE ROLE x PASSWORD '…'`. */
const SQL_PASSWORD = /(\bpassword\s+)('(?:[^']|'')*')/gi;
const BEARER = /(\bbearer\s+)[\w.~+/=-]+/gi;

/**
 * Text without passwords: those in connection strings, after `password=` and its
 * relatives, and in SQL.
 *
 * @public
 */
export function redactText(text: string): string {
  return text
    .replace(URL_CREDENTIALS, `$1${MASK}:${MASK}@`)
    .replace(SQL_PASSWORD, `$1${MASK}`)
    .replace(BEARER, `$1${MASK}`)
    .replace(NAMED_SECRET, `$1${MASK}`);
}

/** A message of an operator as it may be shown: redacted and not too long. @public */
export function redactMessage(
  message: string,
  longest: number = LONGEST_MESSAGE,
): string {
  const text = redactText(message).trim();
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}

/**
 * A copy of an object, or of any part of one, without secrets: values of Secrets at
 * any depth, the copy of the manifest that kubectl keeps, and passwords in texts.
 *
 * @public
 */
export function redactObject(value: unknown): unknown {
  if (typeof value === 'string') return redactText(value);
  if (Array.isArray(value)) return value.map(redactObject);
  if (!isRecord(value)) return value;
  const secret = value.kind === 'Secret' && value.apiVersion === 'v1';
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== LAST_APPLIED)
      .map(([key, entry]) => [key, redactEntry(key, entry, secret)]),
  );
}

function redactEntry(key: string, entry: unknown, secret: boolean): unknown {
  const holdsValues = key === 'stringData' || (secret && key === 'data');
  if (holdsValues && isRecord(entry)) {
    return Object.fromEntries(Object.keys(entry).map(name => [name, MASK]));
  }
  const isPassword =
    typeof entry === 'string' && /^(password|passwd|token)$/i.test(key);
  return isPassword ? MASK : redactObject(entry);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
