import { readOfferedPlacements } from './offered-placements';

const composition = (...inputs: unknown[]) => ({
  apiVersion: 'apiextensions.crossplane.io/v1',
  kind: 'Composition',
  metadata: { name: 'manageddatabases.dbaas.dev' },
  spec: {
    pipeline: inputs.map((input, index) => ({ step: `step-${index}`, input })),
  },
});
const settings = (fields: object = {}) => ({
  apiVersion: 'dbaas.dev/v1alpha1',
  kind: 'CompositionSettings',
  ...fields,
});
const offered = (object: unknown, hasCloudNativePg = true) =>
  readOfferedPlacements(object, { hasCloudNativePg });

describe('the placements of a Composition', () => {
  it('are the platform cluster and existing servers, where no cloud is set up', () => {
    expect(offered(composition(settings()))).toEqual([
      { name: 'cnpg', regions: [] },
      { name: 'external', regions: [] },
    ]);
  });

  it('are without the platform cluster where that has no CloudNativePG', () => {
    expect(offered(composition(settings()), false)).toEqual([
      { name: 'external', regions: [] },
    ]);
  });

  it('include the clouds that are set up, with their regions', () => {
    const clouds = {
      google: { regions: { 'europe-west1': { privateNetwork: {} } } },
      aws: {
        regions: { 'eu-west-1': {}, 'us-east-1': {} },
        defaultRegion: 'eu-west-1',
        finalSnapshot: true,
      },
    };
    expect(offered(composition(undefined, settings(clouds)))).toEqual([
      { name: 'cnpg', regions: [] },
      {
        name: 'aws',
        regions: ['eu-west-1', 'us-east-1'],
        defaultRegion: 'eu-west-1',
      },
      { name: 'google', regions: ['europe-west1'] },
      { name: 'external', regions: [] },
    ]);
  });

  it.each([
    ['the function of somebody else', composition({ kind: 'GoTemplate' })],
    ['no pipeline', { spec: { mode: 'Resources' } }],
  ])('are not known with %s', (_what, object) => {
    expect(offered(object)).toBeUndefined();
  });
});
