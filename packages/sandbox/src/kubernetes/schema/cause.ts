import { isObject } from './json-schema';

/** One reason why a request is refused, in the words of the API server. */
export interface Cause {
  reason:
    | 'FieldValueInvalid'
    | 'FieldValueRequired'
    | 'FieldValueNotSupported'
    | 'FieldValueTooLong'
    | 'FieldValueTooMany'
    | 'FieldValueDuplicate'
    | 'FieldValueTypeInvalid'
    | 'FieldValueForbidden'
    | 'FieldManagerConflict'
    | 'NamespaceTerminating';
  field: string;
  message: string;
}

export function invalidValue(
  field: string,
  value: unknown,
  problem: string,
): Cause {
  return {
    reason: 'FieldValueInvalid',
    field,
    message: `Invalid value: ${goSyntax(value)}: ${problem}`,
  };
}

export function requiredValue(field: string, detail = ''): Cause {
  return {
    reason: 'FieldValueRequired',
    field,
    message: detail === '' ? 'Required value' : `Required value: ${detail}`,
  };
}

export function notSupported(
  field: string,
  value: unknown,
  supported: readonly unknown[],
): Cause {
  const list = supported
    .map(entry =>
      JSON.stringify(typeof entry === 'string' ? entry : JSON.stringify(entry)),
    )
    .join(', ');
  return {
    reason: 'FieldValueNotSupported',
    field,
    message: `Unsupported value: ${goSyntax(value)}: supported values: ${list}`,
  };
}

export function tooLong(field: string, limit: number): Cause {
  return {
    reason: 'FieldValueTooLong',
    field,
    message: `Too long: may not be more than ${limit} bytes`,
  };
}

export function tooMany(field: string, count: number, limit: number): Cause {
  return {
    reason: 'FieldValueTooMany',
    field,
    message: `Too many: ${count}: must have at most ${limit} items`,
  };
}

export function duplicateValue(field: string, value: unknown): Cause {
  return {
    reason: 'FieldValueDuplicate',
    field,
    message: `Duplicate value: ${goSyntax(value)}`,
  };
}

export function forbiddenValue(field: string, problem: string): Cause {
  return {
    reason: 'FieldValueForbidden',
    field,
    message: `Forbidden: ${problem}`,
  };
}

/** A value of the wrong type or format. */
export function typeInvalid(
  field: string,
  value: unknown,
  type: string,
  found: string,
): Cause {
  return {
    reason: 'FieldValueTypeInvalid',
    field,
    message: `Invalid value: ${goSyntax(value)}: ${
      field || '<nil>'
    } in body must be of type ${type}: ${JSON.stringify(found)}`,
  };
}

/** A value as API servers, which are written in Go, print it in messages. */
function goSyntax(value: unknown): string {
  if (Array.isArray(value))
    return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (isObject(value)) {
    const entries = Object.keys(value)
      .sort()
      .map(key => `${JSON.stringify(key)}:${goSyntax(value[key])}`);
    return `map[string]interface {}{${entries.join(', ')}}`;
  }
  return value === null || value === undefined ? 'null' : JSON.stringify(value);
}
