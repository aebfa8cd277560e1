import {
  MASK,
  maskEncoded,
  maskPatterns,
  namesSecret,
} from './secret-patterns';

const LONGEST_MESSAGE = 1_000;
/** What may be read to get a message of some length: redaction shortens texts. */
const READ_AHEAD = 4;

/** The annotation in which kubectl keeps a copy of the manifest. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * Text without passwords: those in connection strings, after `password=` and its
 * relatives, in SQL, in manifests and in base64.
 *
 * @public
 */
export function redactText(text: string): string {
  return maskEncoded(maskPatterns(redactManifestText(text)));
}

/** A message of an operator as it may be shown: redacted and not too long. @public */
export function redactMessage(
  message: string,
  longest: number = LONGEST_MESSAGE,
): string {
  const text = redactText(beginningOf(message, longest)).trim();
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}

/** Enough of a text for its beginning; it ends before a word, so that no secret is cut in two. */
function beginningOf(text: string, longest: number): string {
  if (text.length <= longest * READ_AHEAD) return text;
  const beginning = text.slice(0, longest * READ_AHEAD);
  return `${beginning.replace(/\S*$/, '').trimEnd()} …`;
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
  const secretSetting = isSecretSetting(value);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== LAST_APPLIED)
      .map(([key, entry]) => [
        key,
        secretSetting && key === 'value' && isScalar(entry)
          ? MASK
          : redactEntry(key, entry, secret),
      ]),
  );
}

function redactEntry(key: string, entry: unknown, secret: boolean): unknown {
  const holdsValues = key === 'stringData' || (secret && key === 'data');
  if (holdsValues && isRecord(entry)) {
    return Object.fromEntries(Object.keys(entry).map(name => [name, MASK]));
  }
  return isScalar(entry) && namesSecret(key) ? MASK : redactObject(entry);
}

/** `{ name: PGPASSWORD, value: … }` and `{ key: /db/password, value: … }`. */
function isSecretSetting({ name, key }: Record<string, unknown>): boolean {
  return [name, key].some(one => typeof one === 'string' && namesSecret(one));
}

/** A manifest in JSON, such as one in an annotation, is redacted as the object that it is. */
function redactManifestText(text: string): string {
  if (!/^\s*[[{]/.test(text)) return text;
  const value = parseJson(text);
  if (value === undefined) return text;
  const redacted = JSON.stringify(redactObject(value));
  return redacted === JSON.stringify(value) ? text : redacted;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // It only looks like JSON; the patterns for texts apply to it all the same.
    return undefined;
  }
}

function isScalar(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
