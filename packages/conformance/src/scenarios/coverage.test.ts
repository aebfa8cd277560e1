import { MANAGED_DATABASE } from '@backstage-dbaas/plugin-dbaas-common';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { SCENARIOS, UNTRIED } from './all';

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
  const spec = schema.openAPIV3Schema.properties?.spec ?? {};
  const covered = [
    ...SCENARIOS.flatMap(({ covers }) => covers),
    ...Object.keys(UNTRIED),
  ];

  it('cover every field of the contract, or say why not', () => {
    const fields = leaves(spec, 'spec');
    expect(fields.filter(field => !covered.includes(field))).toEqual([]);
  });

  it('cover nothing that is not in the contract', () => {
    const fields = leaves(spec, 'spec');
    const unknown = covered.filter(
      field => field.startsWith('spec.') && !fields.includes(field),
    );
    expect(unknown).toEqual([]);
  });

  it('have names of their own', () => {
    const names = SCENARIOS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});
