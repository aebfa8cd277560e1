import { MANAGED_DATABASE } from '@backstage-dbaas/plugin-dbaas-common';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { SCENARIOS } from './all';

interface Schema {
  properties?: Record<string, Schema>;
  items?: Schema;
}
const schemaSchema: z.ZodType<Schema> = z.lazy(() =>
  z.looseObject({
    properties: z.record(z.string(), schemaSchema).optional(),
    items: schemaSchema.optional(),
  }),
);

const definition = z
  .object({
    spec: z.object({
      names: z.object({ kind: z.literal(MANAGED_DATABASE.kind) }),
      versions: z
        .array(
          z.object({ schema: z.object({ openAPIV3Schema: schemaSchema }) }),
        )
        .length(1),
    }),
  })
  .parse(
    parse(
      readFileSync(
        resolve(__dirname, '../../../../platform/base/xrd.yaml'),
        'utf8',
      ),
    ),
  );

/** Paths of the fields that hold values, with `[]` for the items of a list. */
function leaves({ properties, items }: Schema, path: string): string[] {
  if (items) return leaves(items, `${path}[]`);
  if (!properties) return [path.replace(/\[\]$/, '')];
  return Object.entries(properties).flatMap(([name, schema]) =>
    leaves(schema, `${path}.${name}`),
  );
}

describe('the scenarios', () => {
  const [{ schema }] = definition.spec.versions;
  const fields = leaves(schema.openAPIV3Schema, '')
    .map(path => path.slice(1))
    .filter(path => /^(spec|status)\./.test(path));
  const covered = SCENARIOS.flatMap(({ covers }) => covers);

  it('cover every field of the contract', () => {
    expect(fields.length).toBeGreaterThan(50);
    expect(fields.filter(field => !covered.includes(field))).toEqual([]);
  });

  it('cover nothing that is not in the contract', () => {
    expect(covered.filter(field => !fields.includes(field))).toEqual([]);
  });

  it('have names of their own', () => {
    const names = SCENARIOS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});
