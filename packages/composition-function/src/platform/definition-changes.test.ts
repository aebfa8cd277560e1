import { specRefusals } from '../__testUtils__/admission/managed-database';
import { EXTERNAL_SPEC, FULL_SPEC } from '../__testUtils__/claims';

const [user] = FULL_SPEC.users ?? [];
const [database] = FULL_SPEC.databases;
const [delivery] = FULL_SPEC.delivery ?? [];

const rotated = (passwordRotation: number, name = user.name) => ({
  ...user,
  name,
  passwordRotation,
});
const secret = (name: string) => ({ external: { secretRef: { name } } });

/** A change in words, before and after on top of a good spec, and what is said to it. */
type Row = [what: string, before: object, after: object, refusals: string[]];

const SERVER: Row[] = [
  ['nothing', {}, {}, []],
  [
    'another placement',
    {},
    { placement: 'aws' },
    [
      'spec.placement: A database server cannot move to another placement. Make a new one and copy the data.',
    ],
  ],
  [
    'a server that is there already',
    {},
    { ...EXTERNAL_SPEC },
    [
      'spec.placement: A database server cannot move to another placement. Make a new one and copy the data.',
    ],
  ],
  ...(
    [
      [{ region: 'eu-west-1' }, { region: 'eu-north-1' }],
      [{}, { region: 'eu-west-1' }],
      [{ region: 'eu-west-1' }, {}],
    ] as const
  ).map(
    ([before, after]): Row => [
      `the region of ${JSON.stringify(before)}`,
      before,
      after,
      [
        'spec.region: A database server cannot move to another region. Make a new one and copy the data.',
      ],
    ],
  ),
  ['another plan', { plan: 'small' }, { plan: 'large' }, []],
  ['the next version', { version: '17' }, { version: '18' }, []],
  // pg_upgrade and the clouds go over several versions in one step.
  ['a version far above', { version: '15' }, { version: '18' }, []],
  [
    'a lower version',
    { version: '17' },
    { version: '16' },
    ['spec.version: The version can only go up.'],
  ],
  ['more storage', { storageGB: 20 }, { storageGB: 21 }, []],
  ['storage of its own', {}, { storageGB: 20 }, []],
  [
    'less storage',
    { storageGB: 20 },
    { storageGB: 19 },
    ['spec.storageGB: The storage can only grow.'],
  ],
  [
    'the storage of the plan instead of its own',
    { storageGB: 20 },
    {},
    ['spec.storageGB: The storage can only grow.'],
  ],
  ['standbys', {}, { highAvailability: true }, []],
  ['no protection', {}, { deletionProtection: false }, []],
  ['backups', {}, { backup: { retentionDays: 30 } }, []],
  ['no backups', { backup: {} }, {}, []],
];

const EXISTING: Row[] = [
  ['nothing', EXTERNAL_SPEC, EXTERNAL_SPEC, []],
  [
    'another Secret',
    { ...EXTERNAL_SPEC, ...secret('pg-admin') },
    { ...EXTERNAL_SPEC, ...secret('pg-other') },
    [
      'spec.external.secretRef.name: A database service cannot move to another server. To change how it is reached, change the values of the Secret.',
    ],
  ],
  [
    'another address for applications',
    EXTERNAL_SPEC,
    {
      ...EXTERNAL_SPEC,
      external: {
        ...EXTERNAL_SPEC.external,
        endpoint: { host: 'pg.example.com' },
      },
    },
    [],
  ],
];

const SHRINKING_ROTATION =
  'The number can only grow. Raise it to get another password.';
const PARTS: Row[] = [
  ['another database', {}, { databases: [database, { name: 'billing' }] }, []],
  [
    'a database less, when nobody names it',
    { databases: [database, { name: 'billing' }] },
    {},
    [],
  ],
  [
    'a database less, when everybody names it',
    {},
    { databases: [{ name: 'billing' }] },
    [
      'spec.users: A user has access to a database that is not in spec.databases.',
      'spec.schema: There is a schema for a database that is not in spec.databases.',
      'spec.delivery: Credentials are delivered for a database that is not in spec.databases.',
    ],
  ],
  [
    'a user less, when credentials are delivered',
    {},
    { users: [] },
    [
      'spec.delivery: Credentials are delivered for a user who is not in spec.users.',
    ],
  ],
  [
    'a delivery less, when a component needs it',
    {},
    { delivery: [] },
    [
      'spec.dapr: A Dapr component needs credentials in its namespace. Add them to spec.delivery.',
    ],
  ],
  [
    'another level of access',
    {},
    {
      users: [{ ...user, access: [{ database: 'orders', level: 'readOnly' }] }],
    },
    [],
  ],
  [
    'another namespace for credentials',
    { dapr: [] },
    { dapr: [], delivery: [{ ...delivery, namespace: 'billing' }] },
    [],
  ],
  ['another password', {}, { users: [rotated(1)] }, []],
  [
    'a password far ahead',
    { users: [rotated(1)] },
    { users: [rotated(9)] },
    [],
  ],
  [
    'a former password',
    { users: [rotated(2)] },
    { users: [rotated(1)] },
    [`spec.users[0].passwordRotation: ${SHRINKING_ROTATION}`],
  ],
  [
    'no word of the password any more',
    { users: [rotated(2)] },
    { users: [user] },
    [`spec.users[0].passwordRotation: ${SHRINKING_ROTATION}`],
  ],
  [
    'the order of users, each of whom keeps the password',
    { users: [rotated(2), rotated(0, 'reporting')] },
    { users: [rotated(0, 'reporting'), rotated(2)] },
    [],
  ],
  [
    'another user in the place of one with a later password',
    { users: [user, rotated(2, 'reporting')] },
    { users: [user, rotated(0, 'billing')] },
    [],
  ],
];

describe.each([
  ['the server', FULL_SPEC, SERVER],
  ['a server that is there already', {}, EXISTING],
  ['what is in it', FULL_SPEC, PARTS],
])('the rules of ManagedDatabase for changes of %s', (_topic, base, rows) => {
  it.each(rows)('judge the change to %s', (_what, before, after, expected) => {
    const former = { ...base, ...before };
    expect(specRefusals(former)).toEqual([]);
    expect(specRefusals({ ...base, ...after }, former)).toEqual(expected);
  });
});
