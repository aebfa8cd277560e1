import type { JsonSchema } from '../schema/json-schema';
import { CORE_SCHEMAS } from './core-schemas';
import { conditions, open } from './schema-parts';
import { WORKLOAD_SCHEMAS } from './workload-schemas';

const SCHEMAS: Record<string, JsonSchema> = {
  ...CORE_SCHEMAS,
  ...WORKLOAD_SCHEMAS,
};
const OTHER = open({ spec: open(), status: open({ conditions }) });

/**
 * The fields of a built-in kind: their types and how lists are merged. Where pods
 * and nodes would be needed, only what is known is described and the rest allowed.
 */
export function builtInSchema(kind: string): JsonSchema {
  return SCHEMAS[kind] ?? OTHER;
}
