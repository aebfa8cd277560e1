/** What stands where a secret was. */
export const MASK = '••••';

/** Fields, variables and settings whose value is a secret. */
const SECRET_NAME =
  'password|passwd|passphrase|pwd|token|api[_-]?key|secret[_-]?access[_-]?key|secret_key|client[_-]?secret|private[_-]?key';

const EXACT_SECRET_NAME = new RegExp(
  `^(?:.*[._/-])?(?:PG)?(?:${SECRET_NAME})$`,
  'i',
);

/** Whether the value of a field or setting of this name is a secret. */
export function namesSecret(name: string): boolean {
  return EXACT_SECRET_NAME.test(name);
}

/**
 * A quoted or bare value. The end of a quote may be missing, because operators cut
 * their messages; quotes may be escaped, because messages quote others.
 */
const VALUE = [
  String.raw`\\"(?:(?!\\").)*(?:\\"|$)`,
  String.raw`"(?:[^"\\]|\\.)*(?:"|$)`,
  String.raw`'(?:[^'\\]|\\.|'')*(?:'|$)`,
  String.raw`[^\s,;&"')}\]]+`,
].join('|');

type Pattern = readonly [pattern: RegExp, replacement: string];

/** Secrets in texts, and what is left of them. The order matters: longer forms first. */
const PATTERNS: readonly Pattern[] = [
  // `password: |` and the lines below it, in YAML.
  [
    new RegExp(
      String.raw`^([ \t]*(?:- )?["']?[\w-]{0,64}(?:${SECRET_NAME})["']?:[ \t]*)[|>][+-]?\n(?:[ \t]+.*(?:\n|$))+`,
      'gim',
    ),
    `$1${MASK}\n`,
  ],
  // `password: several words`, alone in its line.
  [
    new RegExp(
      String.raw`^([ \t]*(?:- )?[\w-]{0,64}(?:${SECRET_NAME}):[ \t]+)(?!["'{[])\S.*$`,
      'gim',
    ),
    `$1${MASK}`,
  ],
  // `scheme://user:password@host`: the password may hold anything but spaces.
  [
    /\b([a-z][a-z0-9+.-]{0,32}:\/\/)([^\s/@:"']*):([^\s"]*)@/gi,
    `$1${MASK}:${MASK}@`,
  ],
  // The same, encoded to stand in another URL.
  [
    /\b([a-z][a-z0-9+.-]{0,32}%3A%2F%2F)(?:(?!%40|%3A)[^\s"']){0,256}%3A[^\s"']{0,512}?%40/gi,
    `$1${MASK}%3A${MASK}%40`,
  ],
  // What Go says of a URL whose password holds `#` or `/`.
  [/(invalid port ":)[^"]*("? after host)/gi, `$1${MASK}$2`],
  // A line of a password file of libpq: `host:port:database:user:password`.
  [/([\w.*-]{1,253}:[56]\d{3}:[^:\s]+:[^:\s]+:)\S+/g, `$1${MASK}`],
  // `CREATE ROLE x PASSWORD '…'`, also with E'' and $$ quotes.
  [
    /(\b(?:password|identified\s+by)\s+)(?:E?'(?:[^'\\]|\\.|'')*(?:'|$)|(\$\w*\$)[^]*?(?:\2|$))/gi,
    `$1${MASK}`,
  ],
  // What PostgreSQL stores in place of a password.
  [/\bSCRAM-SHA-256\$[\w:+/=$]+|\bmd5[0-9a-f]{32}\b/gi, MASK],
  [/(\b(?:bearer|basic)\s+)[\w.~+/=-]{6,}/gi, `$1${MASK}`],
  // Tokens that show what they are: GitHub, GitLab, AWS keys, JSON web tokens.
  [
    /\b(?:gh[oprsu]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|(?:AKIA|ASIA)[0-9A-Z]{16}|eyJ[\w-]+\.[\w-]+\.[\w-]*)/g,
    MASK,
  ],
  // Whose account it is, in names of resources of AWS.
  [/(\barn:aws[\w-]*:[\w-]*:[\w-]*:)\d{12}(?=:)/gi, `$1${MASK}`],
  // `password%3D…`, encoded to stand in a URL.
  [
    new RegExp(`((?:${SECRET_NAME})%3D)(?:(?!%26|%20)[^\\s&"'])+`, 'gi'),
    `$1${MASK}`,
  ],
  // `password=…`, `"password": "…"`, `PGPASSWORD: …`: libpq, JDBC, JSON, environments.
  [
    new RegExp(
      String.raw`((?:[\w-]{0,64}(?:${SECRET_NAME})(?:\\?["'])?)\s*[=:]\s*)(?:${VALUE})`,
      'gi',
    ),
    `$1${MASK}`,
  ],
];

/** Most texts hold nothing of the kind; this one look at them is cheap. */
const MAY_HOLD_SECRET = new RegExp(
  String.raw`:\/\/|%3A|${SECRET_NAME}|identified|SCRAM|md5|bearer|basic |gh[oprsu]_|github_pat|glpat|AKIA|ASIA|eyJ|arn:aws|invalid port|:[56]\d{3}:`,
  'i',
);

/** Text without the secrets that can be told by their form. */
export function maskPatterns(text: string): string {
  if (!MAY_HOLD_SECRET.test(text)) return text;
  return PATTERNS.reduce(
    (masked, [pattern, replacement]) => masked.replace(pattern, replacement),
    text,
  );
}

/** Long enough for a connection string or a `password=` of some length. */
const BASE64_RUN = /[A-Za-z0-9+/]{20,}={0,2}/g;
const PRINTABLE = /^[\t\n\r -~]+$/;

/** Text without what is a secret once it is decoded from base64. */
export function maskEncoded(text: string): string {
  return text.replace(BASE64_RUN, run => {
    const decoded = decodeBase64(run);
    return decoded !== undefined && maskPatterns(decoded) !== decoded
      ? MASK
      : run;
  });
}

function decodeBase64(run: string): string | undefined {
  try {
    const decoded = atob(run);
    return PRINTABLE.test(decoded) ? decoded : undefined;
  } catch {
    // Most runs of letters are words, not base64.
    return undefined;
  }
}
