import { readMigrationDirectory, renderSum } from './migration-directory';
import { planMigration } from './migration-plan';

const FILES = {
  '2_names.sql': 'alter table t add name text;',
  '1_initial.sql': 'create table t ();',
  'README.md': 'not a migration',
};

describe('a migration directory', () => {
  it('has the SQL files in the order of their names', () => {
    const { files } = readMigrationDirectory(FILES);

    expect(files).toMatchObject([
      {
        name: '1_initial.sql',
        version: '1',
        description: 'initial',
        transactional: true,
      },
      {
        name: '2_names.sql',
        version: '2',
        description: 'names',
        transactional: true,
      },
    ]);
  });

  it('runs a file without a transaction when it says so', () => {
    const { files } = readMigrationDirectory({
      '1.sql': '-- atlas:txmode none\ncreate index concurrently on t (id);',
    });

    expect(files[0].transactional).toBe(false);
  });

  it('has hashes that go on from file to file, as atlas.sum has them', () => {
    const directory = readMigrationDirectory({
      '1.sql': 'select 1;',
      '2.sql': 'select 2;',
    });

    // SHA-256 of names and contents so far; the sum is that of names and hashes.
    expect(renderSum(directory)).toBe(
      'h1:LUv3gwChQOEQFowOn0NiSwOOEvLgNWLVGcXJuEMO0/U=\n1.sql h1:hAPW+m+UXHh6EJS/fGsM33QYRiBBdzbVo7DVNyVJ6gE=\n2.sql h1:bzpN4luDDW/ZJbwEclt+AinHsu2ci/L4R58kUqdQV4M=\n',
    );
  });

  it('is accepted with its atlas.sum', () => {
    const sum = renderSum(readMigrationDirectory(FILES));

    expect(readMigrationDirectory({ ...FILES, 'atlas.sum': sum }).hash).toBe(
      sum.split('\n')[0].slice('h1:'.length),
    );
  });

  it.each([
    [
      'was edited',
      { '1_initial.sql': 'create table other ();' },
      '1_initial.sql',
    ],
    ['was added in between', { '1_later.sql': 'select 1;' }, '1_later.sql'],
    ['was added at the end', { '3_more.sql': 'select 1;' }, '3_more.sql'],
  ])('names the file that %s since', (_what, change, name) => {
    const sum = renderSum(readMigrationDirectory(FILES));

    expect(() =>
      readMigrationDirectory({ ...FILES, ...change, 'atlas.sum': sum }),
    ).toThrow(`checksum mismatch (atlas.sum): ${name}`);
  });
});

describe('what is to be done', () => {
  const directory = readMigrationDirectory({
    '1_a.sql': '',
    '2_b.sql': '',
    '3_c.sql': '',
  });
  const plan = (
    applied: string[],
    options: {
      baseline?: string;
      execOrder?: 'linear' | 'linear-skip' | 'non-linear';
    } = {},
  ) => {
    const result = planMigration(
      directory,
      {
        applied: applied.map(version => ({ version, executedAt: new Date(0) })),
      },
      { baseline: '', execOrder: 'linear', ...options },
    );
    return result.kind === 'down'
      ? `down to ${result.to?.version}`
      : result.pending.map(({ version }) => version);
  };

  it.each<[string, string[], Parameters<typeof plan>[1], unknown]>([
    ['everything, on an empty database', [], {}, ['1', '2', '3']],
    ['what is missing', ['1', '2'], {}, ['3']],
    ['nothing', ['1', '2', '3'], {}, []],
    ['what follows the baseline', [], { baseline: '2' }, ['3']],
    ['the way back', ['1', '2', '3', '4'], {}, 'down to 3'],
    [
      'also what came late, when that is allowed',
      ['1', '3'],
      { execOrder: 'non-linear' },
      ['2'],
    ],
    [
      'not what came late, when it is skipped',
      ['1', '3'],
      { execOrder: 'linear-skip' },
      [],
    ],
  ])('is %s', (_what, applied, options, expected) => {
    expect(plan(applied, options)).toEqual(expected);
  });

  it('is an error when a file came late', () => {
    expect(() => plan(['1', '3'])).toThrow(
      'migration file 2_b.sql was added out of order',
    );
  });

  it('is an error when there is no such baseline', () => {
    expect(() => plan([], { baseline: '9' })).toThrow(
      'baseline version "9" not found',
    );
  });
});
