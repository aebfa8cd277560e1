import { managedDatabaseSpecSchema } from '@backstage-dbaas/plugin-dbaas-common';
import {
  SPEC_SCHEMA,
  specRefusals,
} from '../__testUtils__/admission/managed-database';
import type { StructuralSchema } from '../__testUtils__/admission/structural-schema';
import { FULL_SPEC } from '../__testUtils__/claims';

const [delivery] = FULL_SPEC.delivery ?? [];
const [component] = FULL_SPEC.dapr ?? [];
const [schema] = FULL_SPEC.schema ?? [];

const made = (change: object) => ({ ...FULL_SPEC, ...change });
const numbered = <T>(count: number, one: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => one(index));
const userWith = (...databases: string[]) => ({
  users: [
    {
      name: 'orders-app',
      access: databases.map(database => ({ database, level: 'owner' })),
    },
  ],
});

/** A spec in words, the spec, and everything that the API server says to it. */
type Row = [what: string, spec: object, refusals: string[]];

const DATABASES: Row[] = [
  ...['postgres', 'template0', 'template1'].map(
    (name): Row => [
      `a database "${name}"`,
      made({ databases: [{ name: 'orders' }, { name }] }),
      ['spec.databases[1].name: This name belongs to PostgreSQL itself.'],
    ],
  ),
  [
    'two databases of one name',
    made({ databases: [{ name: 'orders' }, { name: 'orders' }] }),
    ['spec.databases[1]: Duplicate value'],
  ],
  [
    'an extension twice',
    made({
      databases: [{ name: 'orders', extensions: ['hstore', 'hstore'] }],
    }),
    ['spec.databases[0].extensions[1]: Duplicate value'],
  ],
  [
    'as many databases as may be',
    made({
      databases: [
        { name: 'orders' },
        ...numbered(99, index => ({ name: `db-${index}` })),
      ],
    }),
    [],
  ],
  [
    'too many databases',
    made({ databases: numbered(101, index => ({ name: `db-${index}` })) }),
    ['spec.databases: must NOT have more than 100 items'],
  ],
];

const UNKNOWN_DATABASE =
  'spec.users: A user has access to a database that is not in spec.databases.';
const USERS: Row[] = [
  [
    'a user without access',
    made({ ...userWith(), delivery: [], dapr: [] }),
    [],
  ],
  ['a user of a database that is there', made(userWith('orders')), []],
  ['a user of another database', made(userWith('billing')), [UNKNOWN_DATABASE]],
  [
    'a user of one database that is there and one that is not',
    made(userWith('orders', 'billing')),
    [UNKNOWN_DATABASE],
  ],
  ...['postgres', 'public', 'streaming_replica', 'none', 'pg_monitor'].map(
    (name): Row => [
      `a user "${name}"`,
      made({ users: [{ name }], delivery: [], dapr: [] }),
      ['spec.users[0].name: This name belongs to PostgreSQL itself.'],
    ],
  ),
  [
    'two users of one name',
    made({ users: [{ name: 'orders-app' }, { name: 'orders-app' }] }),
    ['spec.users[1]: Duplicate value'],
  ],
  [
    'one access twice',
    made(userWith('orders', 'orders')),
    ['spec.users[0].access[1]: Duplicate value'],
  ],
  [
    'as many users as may be',
    made({
      users: [
        { name: 'orders-app' },
        ...numbered(199, index => ({ name: `user-${index}` })),
      ],
    }),
    [],
  ],
];

const SCHEMAS: Row[] = [
  [
    'a schema of another database',
    made({ schema: [{ ...schema, database: 'billing' }] }),
    [
      'spec.schema: There is a schema for a database that is not in spec.databases.',
    ],
  ],
  [
    'a schema that is neither declared nor migrated',
    made({ schema: [{ database: 'orders' }] }),
    ['spec.schema[0]: Choose either a declarative schema or migrations.'],
  ],
  [
    'a schema that is both declared and migrated',
    made({
      schema: [{ ...schema, migrations: { configMapRef: { name: 'm' } } }],
    }),
    ['spec.schema[0]: Choose either a declarative schema or migrations.'],
  ],
  [
    'a declared schema without SQL',
    made({ schema: [{ database: 'orders', declarative: {} }] }),
    [
      'spec.schema[0].declarative: Give either the SQL or a ConfigMap, not both and not none.',
    ],
  ],
  [
    'a declared schema with SQL of two places',
    made({
      schema: [
        {
          database: 'orders',
          declarative: { sql: 'x', configMapRef: { name: 'm', key: 'k' } },
        },
      ],
    }),
    [
      'spec.schema[0].declarative: Give either the SQL or a ConfigMap, not both and not none.',
    ],
  ],
  [
    'two schemas of one database',
    made({ schema: [schema, schema] }),
    ['spec.schema[1]: Duplicate value'],
  ],
];

const DELIVERIES: Row[] = [
  [
    'the credentials of a user who is not there',
    made({ delivery: [{ ...delivery, user: 'somebody' }] }),
    [
      'spec.delivery: Credentials are delivered for a user who is not in spec.users.',
    ],
  ],
  [
    'credentials for a database that is not there',
    made({ delivery: [{ ...delivery, database: 'billing' }] }),
    [
      'spec.delivery: Credentials are delivered for a database that is not in spec.databases.',
    ],
  ],
  [
    'two deliveries into one Secret',
    made({ delivery: [delivery, delivery] }),
    ['spec.delivery[1]: Duplicate value'],
  ],
  [
    'a delivery to two clusters',
    made({ delivery: [delivery, { ...delivery, cluster: 'other' }] }),
    [],
  ],
  ...[{ namespace: 'billing' }, { cluster: 'other' }].map(
    (change): Row => [
      `a component with ${JSON.stringify(change)} and no credentials there`,
      made({ dapr: [{ ...component, ...change }] }),
      [
        'spec.dapr: A Dapr component needs credentials in its namespace. Add them to spec.delivery.',
      ],
    ],
  ),
  [
    'a component for everybody',
    made({ dapr: [{ ...component, scopes: [] }] }),
    ['spec.dapr[0].scopes: must NOT have fewer than 1 items'],
  ],
  [
    'a component without a word of who may use it',
    made({ dapr: [{ ...component, scopes: undefined }] }),
    ["spec.dapr[0]: must have required property 'scopes'"],
  ],
  [
    'an application that is named twice',
    made({ dapr: [{ ...component, scopes: ['orders-api', 'orders-api'] }] }),
    ['spec.dapr[0].scopes[1]: Duplicate value'],
  ],
  [
    'two components of one name',
    made({ dapr: [component, component] }),
    ['spec.dapr[1]: Duplicate value'],
  ],
];

/** What only the API server refuses; for the rest, the function would do it, too. */
const ONLY_THERE = /Duplicate value|additional properties/;

describe.each([
  ['databases', DATABASES],
  ['users', USERS],
  ['schemas', SCHEMAS],
  ['credentials and components', DELIVERIES],
])('the rules of ManagedDatabase for %s', (_topic, rows) => {
  it.each(rows)('judge %s', (_what, spec, expected) => {
    expect(specRefusals(spec)).toEqual(expected);
  });

  it.each(rows)('and the request agree on %s', (_what, spec, expected) => {
    const accepted = managedDatabaseSpecSchema.safeParse(
      JSON.parse(JSON.stringify(spec)),
    ).success;
    const refusedByRules = expected.some(one => !ONLY_THERE.test(one));
    expect(accepted && refusedByRules).toBe(false);
    expect(accepted || expected.length > 0).toBe(true);
  });
});

/** Lists below a schema that may be of any length. */
function endlessLists(node: StructuralSchema, path: string): string[] {
  const { items, properties = {} } = node;
  return [
    ...(items && node.maxItems === undefined ? [path] : []),
    ...(items ? endlessLists(items, `${path}[]`) : []),
    ...Object.entries(properties).flatMap(([name, one]) =>
      endlessLists(one, `${path}.${name}`),
    ),
  ];
}

describe('the cost of the rules', () => {
  it('is bounded, or an API server would refuse the definition', () => {
    expect(endlessLists(SPEC_SCHEMA, 'spec')).toEqual([]);
  });
});
