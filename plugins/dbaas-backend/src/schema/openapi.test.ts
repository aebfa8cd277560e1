import {
  LARGEST_PAGE,
  listServicesQuerySchema,
  SERVICE_SORTS,
} from '@backstage-dbaas/plugin-dbaas-common';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse, parseDocument } from 'yaml';
import { createRouter } from '../http/router';
import { componentSchemas } from './component-schemas';

/** A route as Express keeps it. */
interface Route {
  path: string;
  methods: Record<string, boolean>;
}

const file = resolve(__dirname, 'openapi.yaml');

/** Rewrites the schemas of the document: `UPDATE_OPENAPI=1 yarn test openapi`. */
function updateSchemas() {
  const document = parseDocument(readFileSync(file, 'utf8'));
  document.setIn(
    ['components', 'schemas'],
    document.createNode(componentSchemas()),
  );
  writeFileSync(file, document.toString({ lineWidth: 100 }));
}

describe('openapi.yaml', () => {
  if (process.env.UPDATE_OPENAPI) updateSchemas();
  const document = parse(readFileSync(file, 'utf8'));
  const operations = Object.entries<Record<string, { operationId: string }>>(
    document.paths,
  ).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      path,
      method,
      ...operation,
    })),
  );

  it('has the schemas that the answers go through', () => {
    expect(document.components.schemas).toEqual(componentSchemas());
  });

  it('names every route of the router, and no other', () => {
    const router = createRouter({
      api: { credentials: { settings: { limit: 1, windowMs: 1 } } } as never,
      httpAuth: undefined as never,
    });
    const routes = (router as unknown as { stack: { route?: Route }[] }).stack
      .flatMap(({ route }) => route ?? [])
      .flatMap(({ path, methods }) =>
        Object.keys(methods).map(
          method => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`,
        ),
      );
    expect(
      operations.map(({ method, path }) => `${method} ${path}`).sort(),
    ).toEqual(routes.sort());
  });

  it('takes the query of a list as the API does', () => {
    const { parameters } = document.paths['/services'].get;
    const schemas = Object.fromEntries(
      parameters
        .map((one: { $ref?: string }) =>
          one.$ref
            ? document.components.parameters[one.$ref.split('/').at(-1) ?? '']
            : one,
        )
        .map(({ name, schema }: { name: string; schema: object }) => [
          name,
          schema,
        ]),
    );
    expect(Object.keys(schemas)).toEqual(
      Object.keys(listServicesQuerySchema.shape),
    );
    expect(schemas.sort.enum).toEqual(SERVICE_SORTS);
    expect(schemas.limit.maximum).toBe(LARGEST_PAGE);
  });

  it('gives every operation an id of its own', () => {
    const ids = operations.map(({ operationId }) => operationId);
    expect(ids.every(id => /^[a-z][A-Za-z]+$/.test(id))).toBe(true);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('refers to nothing that is not there', () => {
    const references = JSON.stringify(document).matchAll(
      /"\$ref":"#\/components\/(\w+)\/(\w+)"/g,
    );
    for (const [, section, name] of references) {
      expect(Object.keys(document.components[section])).toContain(name);
    }
  });
});
