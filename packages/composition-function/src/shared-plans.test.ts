import { DEFAULT_PLANS } from '@backstage-dbaas/plugin-dbaas-common';
import { claimOf, EXTERNAL_SPEC, MINIMAL_SPEC } from './__testUtils__/claims';
import { sharedPlans } from './__testUtils__/shared-plans';
import { SimulatedPlatform } from './__testUtils__/simulated-platform';
import { compose } from './compose';
import { respond } from './grpc/respond';
import { DEFAULT_SETTINGS } from './settings';

const TINY = {
  name: 'tiny',
  title: 'Tiny',
  cpu: '100m',
  memory: '256Mi',
  storageGB: 1,
};

const inputFor = (spec: object, required = sharedPlans([TINY])) => ({
  ...new SimulatedPlatform(claimOf(spec)).input(),
  required,
  settings: DEFAULT_SETTINGS,
});
const cnpg = (plan: string) => ({ ...MINIMAL_SPEC, plan });

describe('the plans that the platform offers', () => {
  it('are asked for before anything is made or refused', () => {
    const first = respond(inputFor(cnpg('tiny'), new Map()));
    expect(first).toMatchObject({
      results: [],
      requirements: {
        resources: {
          plans: { kind: 'EnvironmentConfig', matchName: 'dbaas-plans' },
        },
      },
    });
    expect(first).not.toHaveProperty('desired');
  });

  it('stay asked for, or Crossplane would call without them', () => {
    expect(
      respond(inputFor(cnpg('tiny'))).requirements?.resources,
    ).toHaveProperty('plans');
  });

  it('decide how large a server is', () => {
    expect(
      respond(inputFor(cnpg('tiny'))).desired?.resources.get('server')?.object,
    ).toMatchObject({
      spec: {
        storage: { size: '1Gi' },
        resources: { limits: { memory: '256Mi' } },
      },
    });
  });

  it('are all that there is to choose from', () => {
    expect(compose(inputFor(cnpg('small')))).toEqual({
      ok: false,
      problems: [
        {
          path: 'spec.plan',
          message: 'There is no plan "small". Choose one of: tiny.',
        },
      ],
    });
  });

  it('are the usual ones where nobody wrote any, which is said', () => {
    const response = respond(inputFor(cnpg('small'), new Map([['plans', []]])));
    expect([...(response.desired?.resources.keys() ?? [])]).toContain('server');
    expect(response.results).toEqual([
      {
        severity: 'SEVERITY_WARNING',
        target: 'TARGET_COMPOSITE_AND_CLAIM',
        message:
          'There is no EnvironmentConfig "dbaas-plans", so the usual plans are used: small, medium, large. The platform team applies it with platform/base.',
      },
    ]);
  });

  it('are refused when they are wrong, with the object and the field', () => {
    const [small, medium] = DEFAULT_PLANS;
    const wrong = sharedPlans([small, { ...medium, memory: '8 GB' }]);
    expect(respond(inputFor(cnpg('small'), wrong))).toMatchObject({
      results: [
        {
          severity: 'SEVERITY_FATAL',
          message:
            'The request cannot be built. data.plans[1].memory of EnvironmentConfig "dbaas-plans": Use a Kubernetes quantity such as 500m or 2Gi. The platform team has to correct it.',
        },
      ],
    });
  });

  it('do not matter to a server that is there already', () => {
    const asked = respond(inputFor(EXTERNAL_SPEC, new Map()));
    expect(Object.keys(asked.requirements?.resources ?? {})).toEqual([
      'server-administrator',
    ]);
    expect(compose(inputFor(EXTERNAL_SPEC, sharedPlans('none')))).toMatchObject(
      { ok: true, warnings: [] },
    );
  });
});
