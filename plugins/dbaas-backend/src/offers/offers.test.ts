import {
  DEFAULT_PLANS,
  MANAGED_DATABASE,
  placementOfferListSchema,
  planOfferListSchema,
  type KubernetesObject,
} from '@backstage-dbaas/plugin-dbaas-common';
import request from 'supertest';
import { eventually } from '../__testUtils__/eventually';
import { answerStatus } from '../__testUtils__/scripted-answers';
import {
  startTestPlatform,
  warmUp,
  type TestPlatform,
} from '../__testUtils__/test-platform';
import type { ApiResource } from '../clusters/discovery';

const GROUP = 'apiextensions.crossplane.io';
const ENVIRONMENTS: ApiResource = {
  group: GROUP,
  version: 'v1beta1',
  kind: 'EnvironmentConfig',
  plural: 'environmentconfigs',
  namespaced: false,
};
const COMPOSITIONS: ApiResource = {
  group: GROUP,
  version: 'v1',
  kind: 'Composition',
  plural: 'compositions',
  namespaced: false,
};
const TINY = {
  name: 'tiny',
  title: 'Tiny',
  cpu: '100m',
  memory: '256Mi',
  storageGB: 1,
};

const sharedPlans = (...plans: object[]): KubernetesObject => ({
  apiVersion: `${GROUP}/v1beta1`,
  kind: 'EnvironmentConfig',
  metadata: { name: 'dbaas-plans', uid: 'plans' },
  data: { plans },
});
const composition = (input: object): KubernetesObject => ({
  apiVersion: `${GROUP}/v1`,
  kind: 'Composition',
  metadata: { name: 'manageddatabases.dbaas.dev', uid: 'composition' },
  spec: { pipeline: [{ step: 'compose', input }] },
});
const settings = (fields: object = {}) => ({
  apiVersion: MANAGED_DATABASE.apiVersion,
  kind: 'CompositionSettings',
  ...fields,
});

beforeAll(warmUp, 60_000);

describe('what can be asked for', () => {
  let test: TestPlatform;
  const start = async (options: {
    config?: { plans?: object[]; placements?: object[] };
    serve?: ApiResource[];
    put?: KubernetesObject[];
    forbid?: ApiResource;
  }) => {
    test = await startTestPlatform({
      config: { dbaas: JSON.parse(JSON.stringify(options.config ?? {})) },
    });
    const { forbid } = options;
    if (forbid)
      test.platform.intercept(({ url }, response) => {
        if (!url.pathname.endsWith(`/${forbid.plural}`)) return false;
        answerStatus(response, 403, 'Forbidden');
        return true;
      });
    test.platform.serve(...(options.serve ?? [ENVIRONMENTS, COMPOSITIONS]));
    options.put?.forEach(object => test.platform.put(object));
  };
  afterEach(() => test.stop());

  const plans = async () => {
    const { body } = await request(test.server).get('/api/dbaas/plans');
    return planOfferListSchema.parse(body).items;
  };
  const placements = async () => {
    const { body } = await request(test.server).get('/api/dbaas/placements');
    return placementOfferListSchema.parse(body).items;
  };

  it('are the plans of the platform cluster, as they are now', async () => {
    await start({ put: [sharedPlans(TINY)] });
    await eventually(async () =>
      expect(await plans()).toEqual([
        {
          cluster: 'platform',
          source: 'cluster',
          plans: [expect.objectContaining(TINY)],
        },
      ]),
    );
    test.platform.put(sharedPlans({ ...TINY, storageGB: 5 }));
    await eventually(async () =>
      expect(await plans()).toMatchObject([{ plans: [{ storageGB: 5 }] }]),
    );
  });

  it('are the usual plans where nobody wrote any', async () => {
    await start({});
    await eventually(async () =>
      expect(await plans()).toEqual([
        { cluster: 'platform', source: 'usual', plans: DEFAULT_PLANS },
      ]),
    );
  });

  it('are the plans of the configuration where that has some', async () => {
    await start({
      config: { plans: [TINY] },
      put: [sharedPlans(...DEFAULT_PLANS)],
    });
    await eventually(async () =>
      expect(await plans()).toMatchObject([
        { source: 'configuration', plans: [{ name: 'tiny' }] },
      ]),
    );
  });

  it('are no plans while those of the cluster are wrong', async () => {
    await start({ put: [sharedPlans({ ...TINY, memory: '8 GB' })] });
    await eventually(async () =>
      expect(await plans()).toEqual([
        {
          cluster: 'platform',
          plans: [],
          problem:
            'EnvironmentConfig "dbaas-plans" of cluster "platform" is not valid. data.plans[0].memory: Use a Kubernetes quantity such as 500m or 2Gi. The platform team has to correct it.',
        },
      ]),
    );
  });

  it('are no plans while nobody may read them, and nothing else suffers', async () => {
    await start({ forbid: ENVIRONMENTS, put: [sharedPlans(TINY)] });
    await eventually(async () =>
      expect(await plans()).toEqual([
        {
          cluster: 'platform',
          plans: [],
          problem: expect.stringMatching(
            /does not let Backstage read EnvironmentConfig "dbaas-plans".*platform\/base\/rbac\/backstage\.yaml/,
          ),
        },
      ]),
    );
    await eventually(async () => {
      const { body } = await request(test.server).get('/api/dbaas/services');
      expect(body.items).toMatchObject([{ freshness: { unreadable: [] } }]);
    });
  });

  it('are servers where the Composition makes some', async () => {
    const aws = { regions: { 'eu-west-1': {} }, defaultRegion: 'eu-west-1' };
    await start({ put: [composition(settings({ aws }))] });
    await eventually(async () =>
      expect(await placements()).toEqual([
        {
          cluster: 'platform',
          source: 'cluster',
          placements: [
            { name: 'cnpg', regions: [] },
            {
              name: 'aws',
              regions: ['eu-west-1'],
              defaultRegion: 'eu-west-1',
            },
            { name: 'external', regions: [] },
          ],
        },
      ]),
    );
  });

  it('are servers where the configuration says so', async () => {
    await start({
      config: { placements: [{ name: 'azure', regions: ['westeurope'] }] },
      put: [composition(settings())],
    });
    await eventually(async () =>
      expect(await placements()).toEqual([
        {
          cluster: 'platform',
          source: 'configuration',
          placements: [{ name: 'azure', regions: ['westeurope'] }],
        },
      ]),
    );
  });

  it.each<[string, KubernetesObject[], RegExp]>([
    [
      'there is no Composition',
      [],
      /^There is no Composition "manageddatabases\.dbaas\.dev" in cluster "platform"\. Apply platform\/base/,
    ],
    [
      'it is of another function',
      [composition({ kind: 'GoTemplate' })],
      /has no step with CompositionSettings.*dbaas\.placements/,
    ],
  ])('are no servers when %s', async (_when, put, problem) => {
    await start({ put });
    await eventually(async () =>
      expect(await placements()).toEqual([
        {
          cluster: 'platform',
          placements: [],
          problem: expect.stringMatching(problem),
        },
      ]),
    );
  });

  it('is refused when the configuration is wrong, by field', async () => {
    test = await startTestPlatform();
    await expect(
      startTestPlatform({ config: { dbaas: { plans: [{ name: 'tiny' }] } } }),
    ).rejects.toThrow(/dbaas\.plans is not valid[^]*cpu/);
  });
});
