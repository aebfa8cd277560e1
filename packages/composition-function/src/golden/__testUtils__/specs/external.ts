import { EXTERNAL_SPEC } from '../../../__testUtils__/claims';
import { externalSecret } from '../../../__testUtils__/simulated-platform';
import type { RequiredObjects } from '../../../placements/server-access';
import { DEFAULT_SETTINGS } from '../../../settings';
import { built, type GoldenSpec } from '../golden-spec';

const settings = DEFAULT_SETTINGS;
const variationOf = 'external-every-layer';

const SERVER = {
  host: 'pg.example.com',
  port: '5432',
  username: 'platform',
  password: 'adm1n',
};

const secretWith = (values: Record<string, string>): RequiredObjects =>
  new Map([['server-administrator', [externalSecret(values)]]]);

/** Servers that are there already. */
export const EXTERNAL_SPECS: readonly GoldenSpec[] = [
  {
    name: variationOf,
    spec: EXTERNAL_SPEC,
    settings,
    outside: secretWith(SERVER),
    stages: [
      {
        name: 'requested',
        reason:
          'No server is made: the Secret of its administrator says how to reach it, so provider-sql gets its access at once.',
      },
      {
        name: 'access-works',
        reason:
          'Roles without a password are made, and passwords for the others. The Secret of the access outlives whoever reads it.',
      },
      {
        name: 'passwords-made',
        reason:
          'Roles that log in follow when their passwords are there. With no server to delete, the access is what goes last.',
      },
      {
        name: 'roles-work',
        reason:
          'The administrator is no superuser: it becomes a member of each role to which it is to give something.',
      },
      {
        name: 'administrator-is-member',
        reason:
          'Now databases can be given to their owners; credentials that work go to the central store.',
      },
      {
        name: 'databases-work',
        reason:
          'Privileges and extensions go into the databases, and credentials to the application cluster.',
      },
      {
        name: 'credentials-delivered',
        reason:
          'The schema is applied, and the component comes after the Secret that it reads.',
      },
      {
        name: 'component-loaded',
        reason:
          'The component is there: the Secret that it reads must not go before it.',
      },
      {
        name: 'ready',
        reason: 'Everything that was asked for works, and stays as it is.',
      },
    ],
  },
  {
    name: 'external-other-address',
    spec: {
      ...EXTERNAL_SPEC,
      external: {
        secretRef: { name: 'pg-admin' },
        endpoint: { host: 'pg.internal.example.com', port: 6432 },
      },
    },
    settings,
    outside: secretWith(SERVER),
    variationOf,
    stages: [
      built(
        'Applications reach the server by another address: it is in their credentials, and controllers keep using that of the Secret.',
      ),
    ],
  },
  {
    name: 'external-with-authority',
    spec: EXTERNAL_SPEC,
    settings,
    outside: secretWith({
      ...SERVER,
      ca: '-----BEGIN CERTIFICATE-----\nexample\n',
    }),
    variationOf,
    stages: [
      built(
        'The Secret names an authority, so applications are given it and told to check the name in the certificate.',
      ),
    ],
  },
];
