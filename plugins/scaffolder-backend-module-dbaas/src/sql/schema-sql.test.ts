import { readSchemaSql } from './schema-sql';

describe('readSchemaSql', () => {
  it('counts statements of a schema', async () => {
    const sql =
      'CREATE TABLE orders (id bigint PRIMARY KEY);\n-- a note\nCREATE INDEX ON orders (id);';
    await expect(readSchemaSql(sql)).resolves.toEqual({
      statements: 2,
      destructive: [],
    });
  });

  it.each([
    ['DROP TABLE orders', 'DROP TABLE orders'],
    [
      'ALTER TABLE orders\n  DROP COLUMN note',
      'ALTER TABLE orders DROP COLUMN note',
    ],
    [
      'ALTER TABLE orders ALTER COLUMN id TYPE int',
      'ALTER TABLE orders ALTER COLUMN id TYPE int',
    ],
    ['TRUNCATE orders', 'TRUNCATE orders'],
    ["/* ü */ SELECT 'DROP'; DROP INDEX i", 'DROP INDEX i'],
  ])('names what %s destroys', async (sql, statement) => {
    expect((await readSchemaSql(sql)).destructive).toEqual([statement]);
  });

  it('does not take a column that is called drop for a drop', async () => {
    expect(
      (await readSchemaSql('CREATE TABLE t ("DROP " int)')).destructive,
    ).toEqual([]);
  });

  it.each([
    [
      'CREATE TABEL a (id int);',
      'line 1, column 8: syntax error at or near "TABEL"',
    ],
    [
      'CREATE TABLE a (id int);\n\nCREATE TABLE b (\n  id int,,\n);',
      'line 4, column 10: syntax error at or near ","',
    ],
    [
      'CREATE TABLE ü (id int); x',
      'line 1, column 26: syntax error at or near "x"',
    ],
    [
      "SELECT 'open",
      'line 1, column 8: unterminated quoted string at or near "\'open"',
    ],
  ])('says where %j is wrong', async (sql, message) => {
    await expect(readSchemaSql(sql)).rejects.toThrow(message);
  });
});
