import { evaluateExpression } from '../cel/expression';
import type { Cause } from './cause';
import { oldField, oldItem } from './correlate';
import {
  isSameJson,
  isObject,
  valueSchema,
  type JsonSchema,
  type ValidationRule,
} from './json-schema';

/**
 * Evaluates `x-kubernetes-validations` everywhere in a value. Rules that speak of
 * `oldSelf` run only where the value existed before, and what did not change is
 * not held against later rules (validation ratcheting).
 */
export function checkRules(
  value: unknown,
  old: unknown,
  schema: JsonSchema,
  path = '',
): Cause[] {
  if (value === undefined || value === null) return [];
  const own = (schema['x-kubernetes-validations'] ?? []).flatMap(rule =>
    checkRule(rule, value, old, schema, path),
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
  return Object.entries(value).flatMap(([key, entry]) => {
    const child = schema.properties?.[key] ?? values;
    return child
      ? checkRules(
          entry,
          oldField(key, old),
          child,
          childPath(path, key, schema),
        )
      : [];
  });
}

function checkRule(
  rule: ValidationRule,
  value: unknown,
  old: unknown,
  schema: JsonSchema,
  path: string,
): Cause[] {
  const isTransition = isTransitionRule(rule);
  const optionalOldSelf = rule.optionalOldSelf ?? false;
  if (isTransition && !optionalOldSelf && old === undefined) return [];
  if (!isTransition && old !== undefined && isSameJson(value, old)) return [];
  const variables = { self: value, oldSelf: old, schema, optionalOldSelf };
  const field = rule.fieldPath
    ? `${path}${rule.fieldPath}`.replace(/^\./, '')
    : path;
  const typeName = schema.type ?? 'object';
  try {
    if (evaluateExpression(rule.rule, variables) === true) return [];
    return [
      failedRule(
        rule,
        typeName,
        field,
        messageOf(rule, () =>
          evaluateExpression(rule.messageExpression ?? '', variables),
        ),
      ),
    ];
  } catch (error) {
    const [problem] = String(
      error instanceof Error ? error.message : error,
    ).split('\n');
    const detail = `${problem} evaluating rule: ${rule.message ?? rule.rule}`;
    return [
      {
        reason: 'FieldValueInvalid',
        field,
        message: `Invalid value: "${typeName}": ${detail}`,
      },
    ];
  }
}

/** True for rules that compare with the state before. */
export function isTransitionRule({ rule }: ValidationRule): boolean {
  return /\boldSelf\b/.test(rule);
}

function failedRule(
  rule: ValidationRule,
  typeName: string,
  field: string,
  message: string,
): Cause {
  switch (rule.reason) {
    case 'FieldValueForbidden':
      return {
        reason: 'FieldValueForbidden',
        field,
        message: `Forbidden: ${message}`,
      };
    case 'FieldValueRequired':
      return {
        reason: 'FieldValueRequired',
        field,
        message: `Required value: ${message}`,
      };
    case 'FieldValueDuplicate':
      return {
        reason: 'FieldValueDuplicate',
        field,
        message: `Duplicate value: "${typeName}"`,
      };
    default:
      return {
        reason: 'FieldValueInvalid',
        field,
        message: `Invalid value: "${typeName}": ${message}`,
      };
  }
}

/** A message expression that fails or is empty leaves the message to the static one, as in Kubernetes. */
function messageOf(
  { rule, message, messageExpression }: ValidationRule,
  evaluate: () => unknown,
): string {
  const fallback = message ?? `failed rule: ${rule}`;
  if (!messageExpression) return fallback;
  try {
    const text = evaluate();
    return typeof text === 'string' &&
      text.trim() !== '' &&
      !text.includes('\n')
      ? text
      : fallback;
  } catch {
    return fallback;
  }
}

function childPath(path: string, key: string, schema: JsonSchema): string {
  if (schema.properties?.[key] === undefined) return `${path}[${key}]`;
  return path === '' ? key : `${path}.${key}`;
}
