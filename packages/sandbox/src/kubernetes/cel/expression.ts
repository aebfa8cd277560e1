import type { JsonSchema } from '../schema/json-schema';
import { toCelValue, type FormatParsers } from './cel-value';
import { createEnvironment } from './environment';

/** The value that a rule is about, before and now. */
export interface RuleVariables {
  self: unknown;
  /** Undefined when there was none. */
  oldSelf: unknown;
  schema: JsonSchema;
  /** Hands over `oldSelf` as an optional, so that the rule runs on creation too. */
  optionalOldSelf: boolean;
}

type Evaluate = (variables: { self?: unknown; oldSelf?: unknown }) => unknown;

const environment = createEnvironment();
const compiled = new Map<string, Evaluate>();

/** Throws when an expression does not parse. */
export function compileExpression(expression: string): Evaluate {
  const known = compiled.get(expression);
  if (known) return known;
  const evaluate = environment.parse(expression);
  compiled.set(expression, evaluate);
  return evaluate;
}

const parsers: FormatParsers = {
  timestamp: text => compileExpression('timestamp(self)')({ self: text }),
  duration: text => compileExpression('duration(self)')({ self: text }),
};

/** Evaluates an expression. Throws when it comes to no result. */
export function evaluateExpression(
  expression: string,
  variables: RuleVariables,
): unknown {
  const { self, oldSelf, schema, optionalOldSelf } = variables;
  const old =
    oldSelf === undefined ? null : toCelValue(oldSelf, schema, parsers);
  return compileExpression(expression)({
    self: toCelValue(self, schema, parsers),
    oldSelf: optionalOldSelf
      ? optional(oldSelf === undefined ? undefined : old)
      : old,
  });
}

function optional(value: unknown): unknown {
  return value === undefined
    ? compileExpression('optional.none()')({})
    : compileExpression('optional.of(self)')({ self: value });
}
