import { DEFAULT_PLANS } from '../plans/plan';
import { offerProblems } from './offer-problems';
import type { OfferedPlacement } from './offered-placements';

const [small, medium] = DEFAULT_PLANS;
const plans = [{ ...small, machineTypes: { google: 'db-f1' } }, medium];
const placements: OfferedPlacement[] = [
  { name: 'cnpg', regions: [] },
  { name: 'aws', regions: ['eu-west-1', 'us-east-1'] },
  { name: 'google', regions: ['europe-west1'] },
  { name: 'external', regions: [] },
];
const problemsOf = (choices: Parameters<typeof offerProblems>[0]) =>
  offerProblems(choices, { plans, placements });

describe('what the platform offers', () => {
  it.each<Parameters<typeof problemsOf>>([
    [{ placement: 'cnpg', plan: 'small' }],
    [{ placement: 'aws', plan: 'medium', region: 'us-east-1' }],
    // The only region need not be named.
    [{ placement: 'google', plan: 'small' }],
    [{ placement: 'external' }],
  ])('is %j', choices => {
    expect(problemsOf(choices)).toEqual([]);
  });

  it('is a region that the platform chooses', () => {
    const aws = { ...placements[1], defaultRegion: 'eu-west-1' };
    expect(
      offerProblems(
        { placement: 'aws', plan: 'medium' },
        { plans, placements: [aws] },
      ),
    ).toEqual([]);
  });

  it.each<[Parameters<typeof offerProblems>[0], string, string]>([
    [
      { placement: 'azure', plan: 'medium' },
      'spec.placement',
      'The platform is not set up for placement "azure". Choose one of: cnpg, aws, google, external.',
    ],
    [
      { placement: 'aws', plan: 'medium', region: 'eu-north-1' },
      'spec.region',
      'The platform is not set up for region "eu-north-1" of placement "aws". Choose one of: eu-west-1, us-east-1.',
    ],
    [
      { placement: 'aws', plan: 'medium' },
      'spec.region',
      'Say in which region of placement "aws" the server shall be. Choose one of: eu-west-1, us-east-1.',
    ],
    [
      { placement: 'cnpg', plan: 'huge' },
      'spec.plan',
      'There is no plan "huge". Choose one of: small, medium.',
    ],
    [
      { placement: 'aws', plan: 'small', region: 'eu-west-1' },
      'spec.plan',
      'Plan "small" is not offered at placement "aws". Choose one of: medium.',
    ],
  ])('is not %j', (choices, path, message) => {
    expect(problemsOf(choices)).toEqual([{ path, message }]);
  });

  it('is no plan where none names a machine type', () => {
    expect(
      offerProblems(
        { placement: 'aws', plan: 'small', region: 'eu-west-1' },
        { plans: [plans[0]], placements },
      ),
    ).toEqual([
      {
        path: 'spec.plan',
        message:
          'Plan "small" is not offered at placement "aws". No plan is: the platform team has to name a machine type for it.',
      },
    ]);
  });
});
