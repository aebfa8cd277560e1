import { checkSchemaSql } from './schema-sql-checks';

describe('checkSchemaSql', () => {
  it('counts statements', () => {
    expect(
      checkSchemaSql(`
        CREATE TABLE a (id int, note text DEFAULT ';');
        CREATE INDEX ON a (note) -- ; not here
      `),
    ).toEqual({ statements: 2, problems: [], destructive: [] });
  });

  it.each([
    ['', 'empty', 1],
    ['-- only a comment\n;', 'empty', 1],
    ["SELECT 1;\nSELECT 'it", 'unclosedQuote', 2],
    ['SELECT "name', 'unclosedQuote', 1],
    ['CREATE FUNCTION f() AS $body$ BEGIN', 'unclosedQuote', 1],
    ['SELECT 1;\n\n/* /* nested */ open', 'unclosedComment', 3],
    ['CREATE TABLE a (\n  id int\n;', 'unclosedParenthesis', 1],
    ['CREATE TABLE a (id int\n))', 'unopenedParenthesis', 2],
  ])('finds a problem in %j', (sql, kind, line) => {
    expect(checkSchemaSql(sql).problems).toEqual([{ kind, line }]);
  });

  it.each([
    "SELECT '(', '''', e'\\'('",
    'SELECT "a""(b"',
    'CREATE FUNCTION f() RETURNS int AS $$ SELECT (1; $$ LANGUAGE sql',
    "DO $a$ BEGIN RAISE $b$('$b$; END $a$",
    "SELECT 1 /* ( /* ' */ */",
    'SELECT $1, a$b',
  ])('takes quotes and comments as they are: %s', sql => {
    expect(checkSchemaSql(sql).problems).toEqual([]);
  });

  it.each([
    ['CREATE TABLE a ();\ndrop table b', 'drop table b', 2],
    ['TRUNCATE a', 'TRUNCATE a', 1],
    ['DELETE FROM a', 'DELETE FROM a', 1],
    ['ALTER TABLE a\n DROP COLUMN note', 'ALTER TABLE a DROP COLUMN note', 1],
  ])('points out what loses data: %j', (sql, statement, line) => {
    expect(checkSchemaSql(sql).destructive).toEqual([{ statement, line }]);
  });

  it.each([
    "COMMENT ON TABLE a IS 'DROP TABLE a'",
    'CREATE TABLE dropped ("DROP" text)',
    'CREATE TABLE a () -- DROP TABLE b',
  ])('sees no loss in %s', sql => {
    expect(checkSchemaSql(sql).destructive).toEqual([]);
  });
});
