import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { schemaProblems } from '../../__testUtils__/admission/admission';
import {
  structuralSchema,
  type StructuralSchema,
} from '../../__testUtils__/admission/structural-schema';
import { manifestOf } from '../../__testUtils__/simulated-operators';

/** Where schemas of kinds are: those that the sandbox serves, and the others. */
const DIRECTORIES = [
  join(__dirname, '..', '..', '..', '..', 'sandbox', 'crds'),
  join(__dirname, 'crds'),
];

const crdSchema = z.object({
  spec: z.object({
    group: z.string(),
    names: z.object({ kind: z.string() }),
    versions: z.array(
      z.object({
        name: z.string(),
        schema: z.object({ openAPIV3Schema: structuralSchema }),
      }),
    ),
  }),
});

const SCHEMAS = new Map(DIRECTORIES.flatMap(schemasIn));

function schemasIn(directory: string): [string, StructuralSchema][] {
  return readdirSync(directory)
    .filter(file => file.endsWith('.yaml'))
    .flatMap(file =>
      parseAllDocuments(readFileSync(join(directory, file), 'utf8')),
    )
    .map(document => crdSchema.parse(document.toJS()).spec)
    .flatMap(({ group, names, versions }) =>
      versions.map(({ name, schema }): [string, StructuralSchema] => [
        `${group ? `${group}/` : ''}${name} ${names.kind}`,
        withCommonFields(schema.openAPIV3Schema),
      ]),
    );
}

function withCommonFields(schema: StructuralSchema): StructuralSchema {
  const text = structuralSchema.parse({ type: 'string' });
  const metadata = structuralSchema.parse({ type: 'object' });
  return {
    ...schema,
    properties: {
      apiVersion: text,
      kind: text,
      metadata,
      ...schema.properties,
    },
  };
}

/**
 * What is wrong with a composed object against the schema of its kind, what it puts
 * into another cluster included. A kind without a schema is wrong, too.
 */
export function composedProblems(object: KubernetesObject): string[] {
  const { apiVersion, kind, metadata } = object;
  const path = `${kind} ${metadata.name}`;
  const schema = SCHEMAS.get(`${apiVersion} ${kind}`);
  if (!schema) return [`${path}: there is no schema of ${apiVersion} ${kind}`];
  const isWrapped =
    kind === 'Object' && apiVersion.startsWith('kubernetes.m.crossplane.io/');
  return [
    ...schemaProblems(object, schema, path),
    ...(isWrapped ? composedProblems(manifestOf(object)) : []),
  ];
}
