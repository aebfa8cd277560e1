import { compileCel } from './cel';
import {
  isObject,
  valueSchema,
  type ValidationRule,
  type JsonSchema,
} from './json-schema';
import type { Cause } from './validate';

const REASONS: Record<string, Cause['reason']> = {
  FieldValueInvalid: 'FieldValueInvalid',
  FieldValueForbidden: 'FieldValueForbidden',
  FieldValueRequired: 'FieldValueRequired',
  FieldValueDuplicate: 'FieldValueDuplicate',
};

/**
 * Evaluates `x-kubernetes-validations` everywhere in a value. Rules that speak of
 * `oldSelf` run only where the value existed before, as in Kubernetes; items of
 * lists are matched with their old selves by their map keys.
 */
export function checkRules(
  value: unknown,
  old: unknown,
  schema: JsonSchema,
  path = '',
): Cause[] {
  if (value === undefined || value === null) return [];
  const own = (schema['x-kubernetes-validations'] ?? []).flatMap(rule =>
    evaluate(rule, value, old, path),
  );
  return [...own, ...checkChildren(value, old, schema, path)];
}

function checkChildren(
  value: unknown,
  old: unknown,
  schema: JsonSchema,
  path: string,
): Cause[] {
  if (Array.isArray(value)) {
    const { items } = schema;
    if (!items) return [];
    return value.flatMap((item, index) =>
      checkRules(item, oldItem(item, old, schema), items, `${path}[${index}]`),
    );
  }
  if (!isObject(value)) return [];
  const values = valueSchema(schema);
  const oldObject = isObject(old) ? old : {};
  return Object.entries(value).flatMap(([key, entry]) => {
    const child = schema.properties?.[key] ?? values;
    return child
      ? checkRules(
          entry,
          oldObject[key],
          child,
          path === '' ? key : `${path}.${key}`,
        )
      : [];
  });
}

function oldItem(item: unknown, old: unknown, schema: JsonSchema): unknown {
  const keys = schema['x-kubernetes-list-map-keys'];
  if (!keys || !Array.isArray(old) || !isObject(item)) return undefined;
  return old.find(
    candidate =>
      isObject(candidate) && keys.every(key => candidate[key] === item[key]),
  );
}

function evaluate(
  rule: ValidationRule,
  value: unknown,
  old: unknown,
  path: string,
): Cause[] {
  const isTransition = /\boldSelf\b/.test(rule.rule);
  if (isTransition && old === undefined) return [];
  const field = rule.fieldPath ? `${path}${rule.fieldPath}` : path;
  const reason = REASONS[rule.reason ?? ''] ?? 'FieldValueInvalid';
  try {
    if (compileCel(rule.rule)({ self: value, oldSelf: old }) === true)
      return [];
    return [
      {
        reason,
        field,
        message: `Invalid value: ${describe(value)}: ${messageOf(
          rule,
          value,
          old,
        )}`,
      },
    ];
  } catch (error) {
    const problem =
      error instanceof Error ? error.message.split('\n')[0] : String(error);
    return [
      {
        reason,
        field,
        message: `Invalid value: ${describe(
          value,
        )}: rule evaluation error: ${problem} evaluating rule: ${rule.rule}`,
      },
    ];
  }
}

function messageOf(rule: ValidationRule, value: unknown, old: unknown): string {
  if (rule.messageExpression) {
    const message = compileCel(rule.messageExpression)({
      self: value,
      oldSelf: old,
    });
    if (typeof message === 'string' && message.trim() !== '') return message;
  }
  return rule.message ?? `failed rule: ${rule.rule}`;
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return '"array"';
  return isObject(value) ? '"object"' : JSON.stringify(value);
}
