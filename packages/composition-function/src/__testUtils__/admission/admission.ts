import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import { brokenRules } from './broken-rules';
import { withDefaults } from './defaults';
import { repeatedItems } from './repeated-items';
import { closedSchema, type StructuralSchema } from './structural-schema';

/** What an API server would say to an object, in the order in which it would find it. */
export interface Admission {
  schema: StructuralSchema;
  /** Where the value stands in the object, such as `spec`. */
  path: string;
}

const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
const validators = new WeakMap<StructuralSchema, ValidateFunction>();

/** Schemas are the same for many values, and take much longer to compile than to use. */
function validatorOf(schema: StructuralSchema): ValidateFunction {
  const known = validators.get(schema);
  if (known) return known;
  const validate = ajv.compile(closedSchema(schema));
  validators.set(schema, validate);
  return validate;
}

/**
 * Everything that is wrong with a value: against the schema, or else against the
 * rules, which an API server does not look at before the schema holds. Without a
 * value from before it is a creation, with one it is a change.
 */
export function refusals(
  { schema, path }: Admission,
  sent: object,
  before?: object,
): string[] {
  const value = stored(sent, schema);
  const problems = [
    ...schemaProblems(value, schema, path),
    ...repeatedItems(value, schema, path),
  ];
  if (problems.length > 0) return problems;
  const old = before && stored(before, schema);
  return brokenRules({ value, old, schema, path });
}

/** As JSON has it, what is undefined is not there. */
function stored(sent: object, schema: StructuralSchema): unknown {
  return withDefaults(JSON.parse(JSON.stringify(sent)), schema);
}

/** What is wrong with a value against a schema in which unknown fields are refused. */
export function schemaProblems(
  value: unknown,
  schema: StructuralSchema,
  path: string,
): string[] {
  const validate = validatorOf(schema);
  validate(value);
  return (validate.errors ?? []).map(error => describe(error, path));
}

function describe(error: ErrorObject, path: string): string {
  const field = error.instancePath
    .replace(/\/(\d+)(?=\/|$)/g, '[$1]')
    .replace(/\//g, '.');
  const { additionalProperty, allowedValues } = error.params;
  const detail =
    additionalProperty ??
    (Array.isArray(allowedValues) ? allowedValues.join(', ') : undefined);
  return `${path}${field}: ${error.message}${detail ? ` (${detail})` : ''}`;
}
