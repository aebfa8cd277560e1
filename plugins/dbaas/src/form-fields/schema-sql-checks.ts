/** Something in the text of a schema that a look without a parser can tell. */
export interface SqlProblem {
  kind:
    | 'empty'
    | 'unclosedQuote'
    | 'unclosedComment'
    | 'unclosedParenthesis'
    | 'unopenedParenthesis';
  line: number;
}

/** A statement that loses data. */
export interface DestructiveStatement {
  statement: string;
  line: number;
}

export interface SqlChecks {
  statements: number;
  problems: SqlProblem[];
  destructive: DestructiveStatement[];
}

type Token =
  | { kind: 'space' | 'word' | 'symbol' | 'quoted'; text: string; line: number }
  | { kind: 'unclosedQuote' | 'unclosedComment'; text: string; line: number };

/**
 * Lexical rules of PostgreSQL 17 ("Lexical Structure"): comments, quoted text,
 * dollar quotes. What is none of them is a word or one symbol.
 */
const TOKENS: readonly [
  Exclude<Token['kind'], 'unclosedQuote' | 'unclosedComment'>,
  RegExp,
][] = [
  ['space', /\s+|--[^\n]*/y],
  ['quoted', /[eE]'(?:[^'\\]|\\[\s\S]|'')*'/y],
  ['quoted', /'(?:[^']|'')*'/y],
  ['quoted', /"(?:[^"]|"")*"/y],
  ['quoted', /(\$(?:[A-Za-z_]\w*)?\$)[\s\S]*?\1/y],
  ['word', /[A-Za-z_][\w$]*/y],
];

/** What the form can tell while somebody types. The backend parses the text for real. */
export function checkSchemaSql(sql: string): SqlChecks {
  const tokens = tokenize(sql);
  const statements = splitStatements(tokens);
  const problems = [...quoteProblems(tokens), ...parenthesisProblems(tokens)];
  if (statements.length === 0 && problems.length === 0) {
    problems.push({ kind: 'empty', line: 1 });
  }
  return {
    statements: statements.length,
    problems,
    destructive: statements.flatMap(destructiveStatement),
  };
}

function tokenize(sql: string): Token[] {
  const tokens: Token[] = [];
  let position = 0;
  let line = 1;
  while (position < sql.length) {
    const token = { ...nextToken(sql, position), line };
    tokens.push(token);
    position += token.text.length;
    line += token.text.split('\n').length - 1;
  }
  return tokens;
}

function nextToken(
  sql: string,
  position: number,
): { kind: Token['kind']; text: string } {
  if (sql.startsWith('/*', position)) return blockComment(sql, position);
  for (const [kind, pattern] of TOKENS) {
    pattern.lastIndex = position;
    const text = pattern.exec(sql)?.[0];
    if (text) return { kind, text };
  }
  const opensQuote =
    /['"]/.test(sql[position]) ||
    /^\$(?:[A-Za-z_]\w*)?\$/.test(sql.slice(position));
  return opensQuote
    ? { kind: 'unclosedQuote', text: sql.slice(position) }
    : { kind: 'symbol', text: sql[position] };
}

/** Block comments of PostgreSQL nest. */
function blockComment(
  sql: string,
  start: number,
): { kind: Token['kind']; text: string } {
  let depth = 0;
  const edges = /\/\*|\*\//g;
  edges.lastIndex = start;
  for (let edge = edges.exec(sql); edge; edge = edges.exec(sql)) {
    depth += edge[0] === '/*' ? 1 : -1;
    if (depth === 0) {
      return { kind: 'space', text: sql.slice(start, edge.index + 2) };
    }
  }
  return { kind: 'unclosedComment', text: sql.slice(start) };
}

function quoteProblems(tokens: readonly Token[]): SqlProblem[] {
  return tokens.flatMap(({ kind, line }) =>
    kind === 'unclosedQuote' || kind === 'unclosedComment'
      ? [{ kind, line }]
      : [],
  );
}

function parenthesisProblems(tokens: readonly Token[]): SqlProblem[] {
  const open: number[] = [];
  const problems: SqlProblem[] = [];
  for (const { kind, text, line } of tokens) {
    if (kind !== 'symbol') continue;
    if (text === '(') open.push(line);
    if (text === ')' && open.pop() === undefined) {
      problems.push({ kind: 'unopenedParenthesis', line });
    }
  }
  return [
    ...problems,
    ...open.map(line => ({ kind: 'unclosedParenthesis' as const, line })),
  ];
}

function splitStatements(tokens: readonly Token[]): Token[][] {
  const statements: Token[][] = [[]];
  for (const token of tokens) {
    if (token.kind === 'symbol' && token.text === ';') statements.push([]);
    else if (token.kind !== 'space') statements.at(-1)?.push(token);
  }
  return statements.filter(statement => statement.length > 0);
}

const LOSES_DATA = /^(?:DROP|TRUNCATE|DELETE)\b/;
const LOSES_COLUMN = /^ALTER TABLE\b.*\bDROP\b/;

function destructiveStatement(
  statement: readonly Token[],
): DestructiveStatement[] {
  const words = statement
    .filter(({ kind }) => kind === 'word')
    .map(({ text }) => text.toUpperCase())
    .join(' ');
  if (!LOSES_DATA.test(words) && !LOSES_COLUMN.test(words)) return [];
  const text = statement.map(token => token.text).join(' ');
  return [{ statement: shorten(text), line: statement[0].line }];
}

const LONGEST_QUOTE = 60;

function shorten(text: string): string {
  return text.length > LONGEST_QUOTE
    ? `${text.slice(0, LONGEST_QUOTE)}…`
    : text;
}
