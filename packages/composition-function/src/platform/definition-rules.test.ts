import { evaluate } from '@marcbachmann/cel-js';
import { z } from 'zod';
import { managedDatabaseSpecSchema } from '@backstage-dbaas/plugin-dbaas-common';
import { EXTERNAL_SPEC, FULL_SPEC } from '../__testUtils__/claims';
import { readPlatformFile } from '../__testUtils__/platform-files';

const rulesSchema = z
  .array(
    z.object({
      rule: z.string(),
      message: z.string(),
      fieldPath: z.string().optional(),
    }),
  )
  .default([]);
const node: z.ZodType<Node> = z.lazy(() =>
  z.looseObject({
    'x-kubernetes-validations': rulesSchema,
    properties: z.record(z.string(), node).default({}),
    items: node.optional(),
  }),
);
interface Node {
  'x-kubernetes-validations': z.infer<typeof rulesSchema>;
  properties: Record<string, Node>;
  items?: Node;
}

const [definition] = readPlatformFile(
  'xrd.yaml',
  z.object({
    spec: z.object({
      versions: z.array(
        z.object({ schema: z.object({ openAPIV3Schema: node }) }),
      ),
    }),
  }),
);
const spec = definition.spec.versions[0].schema.openAPIV3Schema.properties.spec;

/**
 * Property names that CEL reserves; rules of Kubernetes write them as `__name__`
 * (CustomResourceDefinition, `x-kubernetes-validations[].rule`).
 */
const RESERVED = new Set([
  'as',
  'break',
  'const',
  'continue',
  'else',
  'false',
  'for',
  'function',
  'if',
  'import',
  'in',
  'let',
  'loop',
  'namespace',
  'null',
  'package',
  'return',
  'true',
  'var',
  'void',
  'while',
]);

/** A value as Kubernetes hands it to CEL, where integers are of 64 bits. */
function celValue(value: unknown): unknown {
  if (typeof value === 'number') return BigInt(value);
  if (Array.isArray(value)) return value.map(celValue);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [
        RESERVED.has(key) ? `__${key}__` : key,
        celValue(one),
      ]),
    );
  }
  return value;
}

/** Messages of the rules that a value breaks, as the API server would tell them. */
function broken(rules: Node, self: unknown, oldSelf?: unknown): string[] {
  return rules['x-kubernetes-validations']
    .filter(({ rule }) => oldSelf !== undefined || !rule.includes('oldSelf'))
    .filter(
      ({ rule }) =>
        evaluate(rule, { self: celValue(self), oldSelf: celValue(oldSelf) }) !==
        true,
    )
    .map(({ message, fieldPath = '' }) => `${fieldPath} ${message}`.trim());
}

/** With what the defaults of the definition fill in. */
const GOOD = { ...FULL_SPEC, highAvailability: false };
const { plan: _none, ...existing } = EXTERNAL_SPEC;
const { external } = existing;
const [delivery] = FULL_SPEC.delivery ?? [];
const [component] = FULL_SPEC.dapr ?? [];

/** As JSON has it: what is undefined is not there. */
const asSent = (value: object): object => JSON.parse(JSON.stringify(value));

describe('the rules of ManagedDatabase', () => {
  it('are kept by a good claim that does not change', () => {
    expect(broken(spec, GOOD, GOOD)).toEqual([]);
  });

  it.each<[string, object, object, RegExp]>([
    [
      'another placement',
      { placement: 'aws' },
      {},
      /^\.placement .*cannot move/,
    ],
    [
      'another region',
      { region: 'a' },
      { region: 'b' },
      /^\.region .*cannot move/,
    ],
    ['a region where there was none', { region: 'a' }, {}, /^\.region /],
    ['a lower version', { version: '16' }, {}, /^\.version .*only go up/],
    [
      'less storage',
      { storageGB: 10 },
      { storageGB: 20 },
      /^\.storageGB .*only grow/,
    ],
    ['no storage where there was some', {}, { storageGB: 20 }, /^\.storageGB /],
  ])('refuse the change to %s', (_what, change, before, message) => {
    const problems = broken(
      spec,
      { ...GOOD, ...change },
      { ...GOOD, ...before },
    );
    expect(problems).toEqual([expect.stringMatching(message)]);
  });

  it.each([
    ['a higher version', { version: '18' }, {}],
    ['more storage', { storageGB: 30 }, { storageGB: 20 }],
    ['storage of its own', { storageGB: 30 }, {}],
    [
      'no protection',
      { deletionProtection: false },
      { deletionProtection: true },
    ],
  ])('allow the change to %s', (_what, change, before) => {
    expect(
      broken(spec, { ...GOOD, ...change }, { ...GOOD, ...before }),
    ).toEqual([]);
  });

  it.each<[string, object, RegExp]>([
    [
      'access to a database',
      {
        users: [
          { name: 'orders-app', access: [{ database: 'x', level: 'owner' }] },
        ],
      },
      /^\.users /,
    ],
    [
      'a schema',
      { schema: [{ database: 'x', declarative: { sql: 'x' } }] },
      /^\.schema /,
    ],
    [
      'a delivery',
      { delivery: [{ ...delivery, database: 'x' }] },
      /^\.delivery .*database/,
    ],
    [
      'a delivery',
      { delivery: [{ ...delivery, user: 'x' }] },
      /^\.delivery .*user/,
    ],
    ['a component', { dapr: [{ ...component, namespace: 'x' }] }, /^\.dapr /],
  ])('refuse %s of something that is not there', (_what, change, message) => {
    expect(broken(spec, { ...GOOD, ...change })).toEqual([
      expect.stringMatching(message),
    ]);
  });

  it.each<[string, object, string[]]>([
    ['a server that is there already', existing, []],
    [
      'no plan',
      { ...FULL_SPEC, plan: undefined },
      ['.plan Choose a plan: it says how large the server is.'],
    ],
    [
      'a Secret for a server that is made',
      { ...FULL_SPEC, external },
      ['.external This is for placement "external" only.'],
    ],
    [
      'no Secret for a server that is there',
      { ...existing, external: undefined },
      [
        '.external Name the Secret that says how to reach the server (external.secretRef).',
      ],
    ],
    [
      'a plan for a server that is there',
      { ...existing, plan: 'small' },
      ['.plan The server is not made by the platform, so it has no plan.'],
    ],
    [
      'storage for a server that is there',
      { ...existing, storageGB: 20 },
      [
        '.storageGB The server is not made by the platform, so its storage is not set here.',
      ],
    ],
    [
      'standbys for a server that is there',
      { ...existing, highAvailability: true },
      [
        '.highAvailability The server is not made by the platform, so standbys are not set here.',
      ],
    ],
    [
      'backups for a server that is there',
      { ...existing, backup: { retentionDays: 7 } },
      [
        '.backup The server is not made by the platform, so its backups are not set here.',
      ],
    ],
    [
      'a region for a server that is there',
      { ...existing, region: 'eu-west-1' },
      [
        '.region The server is not made by the platform, so its region is not set here.',
      ],
    ],
  ])('and the request say the same of %s', (_what, change, messages) => {
    const sent = asSent({ highAvailability: false, ...change });
    expect(broken(spec, sent)).toEqual(messages);
    const { error } = managedDatabaseSpecSchema.safeParse(sent);
    expect(
      (error?.issues ?? []).map(({ path, message }) => `.${path} ${message}`),
    ).toEqual(messages);
  });

  it.each([
    ['the same Secret', 'pg-admin', 'pg-admin', 0],
    ['another Secret', 'pg-other', 'pg-admin', 1],
  ])('judge the change to %s', (_what, name, before, problems) => {
    const rules = spec.properties.external.properties.secretRef;
    expect(broken(rules, { name }, { name: before })).toHaveLength(problems);
  });

  it.each([
    ['a higher rotation', 2, 1, 0],
    ['the same rotation', 1, 1, 0],
    ['a lower rotation', 0, 1, 1],
  ])('judge the change to %s', (_what, rotation, before, problems) => {
    const rules = spec.properties.users.items?.properties.passwordRotation;
    if (!rules) throw new Error('The definition has no such field.');
    expect(broken(rules, rotation, before)).toHaveLength(problems);
  });

  const schemaItem = spec.properties.schema.items;
  const nameOf = (list: string) => spec.properties[list].items?.properties.name;

  it.each([
    [schemaItem, { declarative: {} }, true],
    [schemaItem, { migrations: {} }, true],
    [schemaItem, { declarative: {}, migrations: {} }, false],
    [schemaItem, {}, false],
    [schemaItem?.properties.declarative, { sql: 'x' }, true],
    [schemaItem?.properties.declarative, { sql: 'x', configMapRef: {} }, false],
    [schemaItem?.properties.declarative, {}, false],
    [nameOf('databases'), 'orders', true],
    [nameOf('databases'), 'template1', false],
    [nameOf('users'), 'orders', true],
    [nameOf('users'), 'postgres', false],
    [nameOf('users'), 'pg_monitor', false],
  ])('judge a value by itself: %#', (rules, value, valid) => {
    if (!rules) throw new Error('The definition has no such field.');
    expect(broken(rules, value)).toHaveLength(valid ? 0 : 1);
  });
});
