import { createHash } from 'node:crypto';

const SUM_FILE = 'atlas.sum';

/** One file of a migration directory. */
export interface MigrationFile {
  name: string;
  /** What the name begins with, such as `20260102150405`. */
  version: string;
  description: string;
  sql: string;
  /** The file's hash as `atlas.sum` has it; it depends on the files before. */
  hash: string;
  /** False for `-- atlas:txmode none`: statements that cannot run in a transaction. */
  transactional: boolean;
}

/** A migration directory (Atlas, "Migration Directory"). */
export interface MigrationDirectory {
  files: readonly MigrationFile[];
  /** The sum of all files. */
  hash: string;
}

/** Reads a directory. When it has an `atlas.sum`, the files must be those it was made of. */
export function readMigrationDirectory(
  texts: Record<string, string>,
): MigrationDirectory {
  const names = Object.keys(texts)
    .filter(name => name.endsWith('.sql'))
    .sort();
  // Each hash goes on from that of the file before, so that no file can be put in between.
  const running = createHash('sha256');
  const files = names.map(name => {
    const sql = texts[name];
    running.update(name).update(sql);
    return {
      ...describe(name),
      name,
      sql,
      hash: running.copy().digest('base64'),
      transactional: !/^--\s*atlas:txmode\s+none\s*$/m.test(sql),
    };
  });
  const sum = createHash('sha256');
  files.forEach(({ name, hash }) => sum.update(name).update(hash));
  const directory = { files, hash: sum.digest('base64') };
  const expected = texts[SUM_FILE];
  if (expected !== undefined) verifySum(directory, expected);
  return directory;
}

/** The text of the `atlas.sum` of a directory. */
export function renderSum({ files, hash }: MigrationDirectory): string {
  return [`h1:${hash}`, ...files.map(file => `${file.name} h1:${file.hash}`)]
    .map(line => `${line}\n`)
    .join('');
}

function describe(name: string): { version: string; description: string } {
  const [version, ...words] = name.replace(/\.sql$/, '').split('_');
  return { version, description: words.join('_') };
}

function verifySum(directory: MigrationDirectory, expected: string): void {
  const lines = expected
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '');
  const found = renderSum(directory).trim().split('\n');
  const differing = found.find(
    (line, index) => index > 0 && line !== lines[index],
  );
  if (lines.join('\n') === found.join('\n')) return;
  const [name] = (
    differing ??
    lines.find((line, index) => index > 0 && line !== found[index]) ??
    'the sum'
  ).split(' ');
  throw new Error(
    `checksum mismatch (${SUM_FILE}): ${name} was added, edited or removed without hashing the directory anew`,
  );
}
