import { managedDatabaseSpecSchema } from '@backstage-dbaas/plugin-dbaas-common';
import { specRefusals } from '../__testUtils__/admission/managed-database';
import { EXTERNAL_SPEC, FULL_SPEC } from '../__testUtils__/claims';

const made = (change: object) => ({ ...FULL_SPEC, ...change });
const existing = (change: object) => ({ ...EXTERNAL_SPEC, ...change });

/** A spec in words, the spec, and everything that the API server says to it. */
type Row = [what: string, spec: object, refusals: string[]];

const SERVER: Row[] = [
  ['a server that is made', made({}), []],
  ['a server that is there already', existing({}), []],
  [
    'no plan',
    made({ plan: undefined }),
    ['spec.plan: Choose a plan: it says how large the server is.'],
  ],
  [
    'a Secret for a server that is made',
    made({ external: { secretRef: { name: 'pg-admin' } } }),
    ['spec.external: This is for placement "external" only.'],
  ],
  [
    'no Secret for a server that is there',
    existing({ external: undefined }),
    [
      'spec.external: Name the Secret that says how to reach the server (external.secretRef).',
    ],
  ],
  [
    'a plan for a server that is there',
    existing({ plan: 'small' }),
    ['spec.plan: The server is not made by the platform, so it has no plan.'],
  ],
  [
    'storage for a server that is there',
    existing({ storageGB: 20 }),
    [
      'spec.storageGB: The server is not made by the platform, so its storage is not set here.',
    ],
  ],
  [
    'standbys for a server that is there',
    existing({ highAvailability: true }),
    [
      'spec.highAvailability: The server is not made by the platform, so standbys are not set here.',
    ],
  ],
  [
    'backups for a server that is there',
    existing({ backup: {} }),
    [
      'spec.backup: The server is not made by the platform, so its backups are not set here.',
    ],
  ],
  [
    'a region for a server that is there',
    existing({ region: 'eu-west-1' }),
    [
      'spec.region: The server is not made by the platform, so its region is not set here.',
    ],
  ],
  [
    'several mistakes at once',
    existing({ plan: 'small', storageGB: 20 }),
    [
      'spec.plan: The server is not made by the platform, so it has no plan.',
      'spec.storageGB: The server is not made by the platform, so its storage is not set here.',
    ],
  ],
  [
    'a version that is not offered',
    made({ version: '14' }),
    [
      'spec.version: must be equal to one of the allowed values (15, 16, 17, 18)',
    ],
  ],
  [
    'another placement',
    made({ placement: 'moon' }),
    [
      'spec.placement: must be equal to one of the allowed values (cnpg, aws, azure, google, external)',
    ],
  ],
  ['backups every night', made({ backup: { schedule: '30 3 * * *' } }), []],
  [
    'backups on some days',
    made({ backup: { schedule: '0 */6 1-7 * MON,THU' } }),
    [],
  ],
  ...['0 0 2 * * *', '@daily', '0 2 * *', '0  2 * * *', ''].map(
    (schedule): Row => [
      `backups at "${schedule}"`,
      made({ backup: { schedule } }),
      [
        'spec.backup.schedule: Write a cron expression of five fields, such as "0 2 * * *".',
      ],
    ],
  ),
  [
    'backups that are kept for no time',
    made({ backup: { retentionDays: 0 } }),
    ['spec.backup.retentionDays: must be >= 1'],
  ],
  [
    'a field that there is not',
    made({ storageGb: 20 }),
    ['spec: must NOT have additional properties (storageGb)'],
  ],
];

describe('the rules of ManagedDatabase for the server', () => {
  it.each(SERVER)('judge %s', (_what, spec, expected) => {
    expect(specRefusals(spec)).toEqual(expected);
  });

  const byRules = SERVER.filter(([, , expected]) =>
    expected.every(one => !/must /.test(one)),
  );

  it.each(byRules)(
    'and the request say the same of %s',
    (_what, spec, expected) => {
      const { error } = managedDatabaseSpecSchema.safeParse(
        JSON.parse(JSON.stringify(spec)),
      );
      expect(
        (error?.issues ?? []).map(
          ({ path, message }) => `spec.${path.join('.')}: ${message}`,
        ),
      ).toEqual(expected);
    },
  );
});
