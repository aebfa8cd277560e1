import type { RequiredObjects } from '../placements/server-access';
import type { Settings } from '../settings';
import { claimOf, EXTERNAL_SPEC, FULL_SPEC } from './claims';
import { settingsWith } from './settings';
import { externalSecret, SimulatedPlatform } from './simulated-platform';

/** A platform that makes servers everywhere, with all that it can be set up with. */
export const ALL_PLACEMENTS: Settings = settingsWith({
  cnpg: { backups: { configuration: { destinationPath: 's3://backups/' } } },
  aws: {
    regions: {
      'eu-west-1': {
        subnetGroup: { matchLabels: { network: 'databases' } },
        securityGroups: { matchLabels: { network: 'databases' } },
      },
    },
    certificateAuthorities: { namespace: 'dbaas', name: 'rds-authorities' },
  },
  azure: {
    resourceGroup: { id: 'databases' },
    regions: {
      westeurope: {
        firewallRules: { clusters: { from: '203.0.113.1', to: '203.0.113.9' } },
      },
    },
    managementLocks: true,
  },
  google: {
    regions: {
      'europe-west1': {
        privateNetwork: { id: 'projects/acme/global/networks/databases' },
      },
    },
  },
});

const BACKED_UP = { ...FULL_SPEC, backup: {} };

/** The largest spec of each placement. */
const SPECS: Readonly<Record<string, object>> = {
  cnpg: BACKED_UP,
  aws: { ...BACKED_UP, placement: 'aws' },
  azure: { ...BACKED_UP, placement: 'azure' },
  google: { ...BACKED_UP, placement: 'google' },
  external: EXTERNAL_SPEC,
};

/** What the platform team has put there, by placement. */
const OUTSIDE = new Map<string, RequiredObjects>([
  [
    'external',
    new Map([
      [
        'server-administrator',
        [
          externalSecret({
            host: 'pg.example.com',
            port: '5432',
            username: 'platform',
            password: 'adm1n',
          }),
        ],
      ],
    ]),
  ],
  [
    'aws',
    new Map([
      [
        'server-authorities',
        [
          {
            apiVersion: 'v1',
            kind: 'ConfigMap',
            metadata: { name: 'rds-authorities', namespace: 'dbaas' },
            data: { 'ca.crt': '-----BEGIN CERTIFICATE-----\nrds\n' },
          },
        ],
      ],
    ]),
  ],
]);

/** What is in the cluster before a claim of a placement. */
export function outsideOf(placement: string): RequiredObjects {
  return OUTSIDE.get(placement) ?? new Map();
}

/** A database service of every placement, when all that can be made is made. */
export function servedPlacements(): [string, SimulatedPlatform][] {
  return Object.entries(SPECS).map(([placement, spec]) => {
    const platform = new SimulatedPlatform(claimOf(spec), ALL_PLACEMENTS);
    platform.putOutside(outsideOf(placement));
    platform.converge();
    return [placement, platform];
  });
}
