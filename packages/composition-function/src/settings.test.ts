import { DEFAULT_SETTINGS, readSettings } from './settings';

const input = (settings: object) => ({
  apiVersion: 'dbaas.dev/v1alpha1',
  kind: 'CompositionSettings',
  ...settings,
});

describe('the settings of the platform team', () => {
  it('have a default for everything, and no cloud', () => {
    expect(readSettings(undefined)).toBe(DEFAULT_SETTINGS);
    expect(readSettings(input({}))).toEqual(DEFAULT_SETTINGS);
    expect(DEFAULT_SETTINGS).not.toHaveProperty('aws');
  });

  it('name the network as the cloud does, or by labels', () => {
    const byLabels = { matchLabels: { network: 'databases' } };
    const { aws } = readSettings(
      input({
        aws: {
          regions: {
            'eu-west-1': {
              subnetGroup: { ...byLabels, namespace: 'network' },
              securityGroups: { ids: ['sg-1'] },
            },
            'eu-central-1': {
              subnetGroup: { id: 'databases' },
              securityGroups: byLabels,
            },
          },
        },
      }),
    );
    expect(aws).toMatchObject({
      providerConfig: { kind: 'ClusterProviderConfig', name: 'default' },
      finalSnapshot: true,
      regions: {
        'eu-west-1': { subnetGroup: { namespace: 'network' } },
        'eu-central-1': { subnetGroup: { id: 'databases' } },
      },
    });
  });

  const subnet = { id: 'subnet' };
  it.each<[string, object, RegExp]>([
    [
      'a field that is misspelt',
      { cnpg: { storageclass: 'fast' } },
      /"storageclass"[^]*cnpg/,
    ],
    [
      'a cloud without regions',
      { aws: { regions: {} } },
      /at least one region/,
    ],
    [
      'a region without a network',
      { aws: { regions: { 'eu-west-1': {} } } },
      /aws\.regions\["eu-west-1"\]\.securityGroups/,
    ],
    [
      'labels that fit everything',
      {
        azure: {
          resourceGroup: { matchLabels: {} },
          regions: { westeurope: { firewallRules: {} } },
        },
      },
      /azure\.resourceGroup/,
    ],
    [
      'a private server without a name',
      {
        azure: {
          resourceGroup: { id: 'databases' },
          regions: { westeurope: { delegatedSubnet: subnet } },
        },
      },
      /azure\.regions\.westeurope/,
    ],
    [
      'a server that nobody can reach',
      { google: { regions: { 'europe-west1': {} } } },
      /Name a privateNetwork, or authorizedNetworks/,
    ],
    [
      'a prefix that no cloud accepts',
      {
        google: {
          namePrefix: 'Prod_',
          regions: { 'europe-west1': { privateNetwork: subnet } },
        },
      },
      /lower-case letters and digits/,
    ],
    [
      'a place for backups that is none',
      { cnpg: { backups: { configuration: {} } } },
      /cnpg\.backups\.configuration\.destinationPath/,
    ],
  ])('are refused with %s', (_what, settings, message) => {
    expect(() => readSettings(input(settings))).toThrow(message);
  });
});
