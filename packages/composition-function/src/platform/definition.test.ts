import {
  ACCESS_LEVELS,
  DAPR_COMPONENT_TYPES,
  LAYERS,
  managedDatabaseSchema,
  MANAGED_DATABASE,
  managedDatabaseSpecSchema,
  PLACEMENTS,
  POSTGRESQL_VERSIONS,
  resourceStateSchema,
  TLS_MODES,
} from '@backstage-dbaas/plugin-dbaas-common';
import Ajv from 'ajv';
import { z } from 'zod';
import {
  closedSchema,
  structuralSchema,
  type StructuralSchema,
} from '../__testUtils__/admission/structural-schema';
import {
  claimOf,
  EXTERNAL_SPEC,
  FULL_SPEC,
  MINIMAL_SPEC,
} from '../__testUtils__/claims';
import { readPlatformFile } from '../__testUtils__/platform-files';
import { SimulatedPlatform } from '../__testUtils__/simulated-platform';

const definitionSchema = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.object({
    group: z.string(),
    scope: z.literal('Namespaced'),
    names: z.object({ kind: z.string(), plural: z.string() }),
    defaultCompositionRef: z.object({ name: z.string() }),
    versions: z
      .array(
        z.object({
          name: z.string(),
          schema: z.object({ openAPIV3Schema: structuralSchema }),
        }),
      )
      .length(1),
  }),
});

const [definition] = readPlatformFile('xrd.yaml', definitionSchema);
const [version] = definition.spec.versions;
const root = version.schema.openAPIV3Schema;

/** The schema at a path of property names; `[]` steps into the items of a list. */
function at(path: string): StructuralSchema {
  return path.split('.').reduce<StructuralSchema>((current, step) => {
    const next = step === '[]' ? current.items : current.properties?.[step];
    if (!next) throw new Error(`The definition has no ${path}.`);
    return next;
  }, root);
}

const ajv = new Ajv({ strict: false, allErrors: true });

describe('the definition of ManagedDatabase', () => {
  it('is of the kind that the portal writes', () => {
    expect(definition.spec).toMatchObject({
      group: MANAGED_DATABASE.group,
      names: { kind: MANAGED_DATABASE.kind, plural: MANAGED_DATABASE.plural },
    });
    expect(version.name).toBe(MANAGED_DATABASE.version);
    expect(definition.metadata.name).toBe(
      `${MANAGED_DATABASE.plural}.${MANAGED_DATABASE.group}`,
    );
  });

  it('names the Composition that there is', () => {
    const [composition] = readPlatformFile(
      'composition.yaml',
      z.object({
        metadata: z.object({ name: z.string() }),
        spec: z.object({
          compositeTypeRef: z.object({
            apiVersion: z.string(),
            kind: z.string(),
          }),
          pipeline: z.array(
            z.object({ functionRef: z.object({ name: z.string() }) }),
          ),
        }),
      }),
    );
    const [composed] = readPlatformFile(
      'function.yaml',
      z.object({ metadata: z.object({ name: z.string() }) }),
    );
    expect(composition.metadata.name).toBe(
      definition.spec.defaultCompositionRef.name,
    );
    expect(composition.spec).toMatchObject({
      compositeTypeRef: {
        apiVersion: MANAGED_DATABASE.apiVersion,
        kind: MANAGED_DATABASE.kind,
      },
      pipeline: [{ functionRef: { name: composed.metadata.name } }],
    });
  });

  it('has a Composition for each placement, told apart by a label alone', () => {
    const shape = z.looseObject({
      metadata: z.object({
        name: z.string(),
        labels: z.object({ 'dbaas.dev/placement': z.string() }).optional(),
      }),
      spec: z.unknown(),
    });
    const [byDefault] = readPlatformFile('composition.yaml', shape);
    const each = readPlatformFile('compositions-by-placement.yaml', shape);
    expect(
      each.map(({ metadata }) => metadata.labels?.['dbaas.dev/placement']),
    ).toEqual([...PLACEMENTS]);
    for (const { metadata, spec } of each) {
      expect(metadata.name).toBe(
        `${metadata.labels?.['dbaas.dev/placement']}.${byDefault.metadata.name}`,
      );
      expect(spec).toEqual(byDefault.spec);
    }
  });

  it.each([
    ['spec.version', POSTGRESQL_VERSIONS],
    ['spec.placement', PLACEMENTS],
    ['spec.users.[].access.[].level', ACCESS_LEVELS],
    ['spec.dapr.[].type', DAPR_COMPONENT_TYPES],
    ['status.sslMode', TLS_MODES],
    ['status.parts.[].layer', LAYERS],
    ['status.parts.[].state', resourceStateSchema.options],
  ])('offers the same choices in %s as the request', (path, choices) => {
    expect(at(path).enum).toEqual([...choices]);
  });

  it('limits the name as the request does', () => {
    const limit = at('metadata.name').maxLength ?? 0;
    const accepted = (name: string) =>
      managedDatabaseSchema.safeParse(claimOf(MINIMAL_SPEC, { name })).success;
    expect(accepted('x'.repeat(limit))).toBe(true);
    expect(accepted('x'.repeat(limit + 1))).toBe(false);
  });

  const user = {
    name: 'app',
    access: [{ database: 'orders', level: 'owner' }],
  };
  const [delivery] = FULL_SPEC.delivery ?? [];
  const [component] = FULL_SPEC.dapr ?? [];
  const configMap = { name: 'orders-schema', key: 'schema.sql' };
  const accepted: [string, object][] = [
    ['the minimum', {}],
    ['everything', FULL_SPEC],
    ['the longest name', { databases: [{ name: 'x'.repeat(63) }] }],
    ['underscores', { databases: [{ name: 'a_b-c' }, { name: 'orders' }] }],
    ['a user without access', { users: [{ name: 'app' }] }],
    [
      'a schema in a ConfigMap',
      {
        schema: [
          { database: 'orders', declarative: { configMapRef: configMap } },
        ],
      },
    ],
    [
      'migrations',
      {
        schema: [
          { database: 'orders', migrations: { configMapRef: { name: 'm' } } },
        ],
      },
    ],
    ['a region', { region: 'eu-west-1', placement: 'aws' }],
    ['a backup', { backup: {} }],
    ['the largest storage', { storageGB: 65536 }],
    ['a server that is there already', EXTERNAL_SPEC],
    [
      'another address for applications',
      {
        ...EXTERNAL_SPEC,
        external: {
          secretRef: { name: 'pg' },
          endpoint: { host: 'pg.example.com', port: 6432 },
        },
      },
    ],
    ['a rotation', { users: [{ name: 'app', passwordRotation: 3 }] }],
  ];
  const refused: [string, object][] = [
    ['an empty plan', { plan: '' }],
    ['no version', { version: undefined }],
    ['a version that is not offered', { version: '14' }],
    ['a version that is a number', { version: 17 }],
    ['another engine', { engine: 'mysql' }],
    ['another placement', { placement: 'moon' }],
    ['an empty region', { region: '' }],
    ['storage that is not a number', { storageGB: '20' }],
    ['half a GB', { storageGB: 0.5 }],
    ['no storage', { storageGB: 0 }],
    ['too much storage', { storageGB: 65537 }],
    ['no databases', { databases: [] }],
    ['a database without a name', { databases: [{}] }],
    ['an upper-case name', { databases: [{ name: 'Orders' }] }],
    ['a name that starts with a digit', { databases: [{ name: '1st' }] }],
    ['a name that ends with a dash', { databases: [{ name: 'orders-' }] }],
    ['a name that is too long', { databases: [{ name: 'x'.repeat(64) }] }],
    [
      'an extension with a blank',
      { databases: [{ name: 'orders', extensions: ['a b'] }] },
    ],
    [
      'an unknown level',
      {
        users: [{ ...user, access: [{ database: 'orders', level: 'admin' }] }],
      },
    ],
    ['a user name with a dot', { users: [{ ...user, name: 'a.b' }] }],
    [
      'an empty schema',
      { schema: [{ database: 'orders', declarative: { sql: '' } }] },
    ],
    [
      'a delivery without a Secret',
      {
        users: [user],
        delivery: [{ ...delivery, user: 'app', secretName: undefined }],
      },
    ],
    [
      'a namespace with an underscore',
      { ...FULL_SPEC, delivery: [{ ...delivery, namespace: 'a_b' }], dapr: [] },
    ],
    [
      'a component for everybody',
      { ...FULL_SPEC, dapr: [{ ...component, scopes: [] }] },
    ],
    [
      'an unknown component',
      { ...FULL_SPEC, dapr: [{ ...component, type: 'pubsub.postgresql' }] },
    ],
    ['an external server without a Secret', { ...EXTERNAL_SPEC, external: {} }],
    [
      'an address without a host',
      {
        ...EXTERNAL_SPEC,
        external: { secretRef: { name: 'pg' }, endpoint: { port: 5432 } },
      },
    ],
    [
      'a port that is none',
      {
        ...EXTERNAL_SPEC,
        external: {
          secretRef: { name: 'pg' },
          endpoint: { host: 'pg.example.com', port: 0 },
        },
      },
    ],
    [
      'a rotation below zero',
      { users: [{ name: 'app', passwordRotation: -1 }] },
    ],
    ['half a rotation', { users: [{ name: 'app', passwordRotation: 0.5 }] }],
    ['too short a retention', { backup: { retentionDays: 0 } }],
  ];
  /** As JSON has it: what is undefined is not there. */
  const asSent = (change: object): unknown =>
    JSON.parse(JSON.stringify({ ...MINIMAL_SPEC, ...change }));

  it.each([
    ...accepted.map(([what, change]) => [what, change, true] as const),
    ...refused.map(([what, change]) => [what, change, false] as const),
  ])('and the request agree on %s', (_what, change, valid) => {
    const spec = asSent(change);
    const byRequest = managedDatabaseSpecSchema.safeParse(spec);
    const byDefinition = ajv.validate(closedSchema(at('spec')), spec);
    expect({ byRequest: byRequest.success, byDefinition }).toEqual({
      byRequest: valid,
      byDefinition: valid,
    });
  });

  it('has a place for everything that the function writes into the status', () => {
    const platform = new SimulatedPlatform(claimOf(FULL_SPEC));
    const states = [platform.ask().status];
    platform.converge();
    states.push(platform.ask().status);
    for (const status of states) {
      ajv.validate(
        closedSchema(at('status')),
        JSON.parse(JSON.stringify(status)),
      );
      expect(ajv.errors ?? []).toEqual([]);
    }
  });
});
