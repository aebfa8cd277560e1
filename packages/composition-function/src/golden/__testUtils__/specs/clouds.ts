import { FULL_SPEC, MINIMAL_SPEC } from '../../../__testUtils__/claims';
import { ALL_PLACEMENTS, outsideOf } from '../../../__testUtils__/placements';
import { built, type GoldenSpec, type Stage } from '../golden-spec';

const settings = ALL_PLACEMENTS;

const PASSWORD_FIRST: readonly Stage[] = [
  {
    name: 'requested',
    reason:
      'Before the server there must be a password for its administrator, and before that the generator of passwords.',
  },
  {
    name: 'generator-there',
    reason:
      'Passwords are made: that of the administrator, which the cloud is told, and those of roles to come.',
  },
];

const REST: readonly Stage[] = [
  {
    name: 'access-works',
    reason:
      'There is a way into the server, so roles are made; the server and what it needs go in a fixed order.',
  },
  {
    name: 'roles-work',
    reason:
      'The administrator is no superuser: it becomes a member of each role to which it is to give something.',
  },
  built(
    'From here on all is as in any other server: databases, privileges, credentials, schema and component.',
  ),
];

/** Servers that clouds make. */
export const CLOUD_SPECS: readonly GoldenSpec[] = [
  {
    name: 'aws-every-layer',
    spec: { ...FULL_SPEC, placement: 'aws', backup: {} },
    settings,
    outside: outsideOf('aws'),
    stages: [
      ...PASSWORD_FIRST,
      {
        name: 'password-made',
        reason:
          'RDS gets an instance with every switch against its deletion on, and the password from the Secret of its own.',
      },
      {
        name: 'server-runs',
        reason:
          'The instance has an address, so provider-sql gets its access; the password stays as long as the server.',
      },
      ...REST,
    ],
  },
  {
    name: 'aws-unprotected',
    spec: { ...MINIMAL_SPEC, placement: 'aws', highAvailability: true },
    settings,
    outside: outsideOf('aws'),
    variationOf: 'aws-every-layer',
    stages: [
      built(
        'No backups were asked for, so the period is zero days; two zones are one field.',
      ),
      {
        name: 'protection-off',
        change: { deletionProtection: false },
        settle: true,
        reason:
          'Every switch against deletion goes off, and Crossplane may delete the instance; a last snapshot is made all the same.',
      },
    ],
  },
  {
    name: 'azure-every-layer',
    spec: { ...FULL_SPEC, placement: 'azure', backup: {} },
    settings,
    outside: outsideOf('azure'),
    variationOf: 'aws-every-layer',
    stages: [
      ...PASSWORD_FIRST,
      {
        name: 'password-made',
        reason:
          'Azure gets a FlexibleServer with the password from the Secret of its own.',
      },
      {
        name: 'server-runs',
        reason:
          'Its id is known, so a lock refuses its deletion; firewall rules and the list of extensions that it allows follow.',
      },
      ...REST,
    ],
  },
  {
    name: 'azure-unprotected',
    spec: { ...MINIMAL_SPEC, placement: 'azure' },
    settings,
    outside: outsideOf('azure'),
    variationOf: 'azure-every-layer',
    stages: [
      built(
        'Azure makes backups of every server; without extensions there is no list of those that are allowed.',
      ),
      {
        name: 'protection-off',
        change: { deletionProtection: false },
        settle: true,
        reason:
          'The lock goes first. Until Crossplane has looked whether it is gone, the claim is still kept from being deleted.',
      },
      {
        name: 'lock-gone',
        outside: new Map([['server-lock', []]]),
        settle: true,
        reason: 'The lock is gone: nothing keeps the claim any more.',
      },
    ],
  },
  {
    name: 'google-every-layer',
    spec: { ...FULL_SPEC, placement: 'google', backup: {} },
    settings,
    outside: outsideOf('google'),
    variationOf: 'aws-every-layer',
    stages: [
      ...PASSWORD_FIRST,
      {
        name: 'password-made',
        reason:
          'Cloud SQL gets an instance with a private address and both of its switches against deletion on.',
      },
      {
        name: 'server-runs',
        reason:
          'The administrator is an object of its own at Google; the authority is in the connection Secret only.',
      },
      ...REST,
    ],
  },
  {
    name: 'google-unprotected',
    spec: { ...MINIMAL_SPEC, placement: 'google', highAvailability: true },
    settings,
    outside: outsideOf('google'),
    variationOf: 'google-every-layer',
    stages: [
      built(
        'Cloud SQL makes no standby without backups, so they are on although nobody asked for them.',
      ),
      {
        name: 'protection-off',
        change: { deletionProtection: false },
        settle: true,
        reason: 'Both switches go off, and Crossplane may delete the instance.',
      },
    ],
  },
];
