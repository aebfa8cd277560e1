import { DEFAULT_PLANS } from '@backstage-dbaas/plugin-dbaas-common';
import { claimOf, FULL_SPEC, MINIMAL_SPEC } from '../__testUtils__/claims';
import { sharedPlans } from '../__testUtils__/shared-plans';
import { DEFAULT_SETTINGS } from '../settings';
import { offeredPlans } from '../shared-plans';
import { parseClaim } from './parse-claim';

const [delivery] = FULL_SPEC.delivery ?? [];
const [component] = FULL_SPEC.dapr ?? [];
const platform = {
  settings: DEFAULT_SETTINGS,
  offered: offeredPlans(sharedPlans(DEFAULT_PLANS)),
};

describe('parseClaim', () => {
  it('fills in what a claim leaves out', () => {
    expect(parseClaim(claimOf(MINIMAL_SPEC), platform)).toMatchObject({
      ok: true,
      plan: { name: 'small' },
      claim: { spec: { deletionProtection: true, users: [], delivery: [] } },
    });
  });

  it.each<[string, object, string, string]>([
    [
      'a plan that is not offered',
      { plan: 'gigantic' },
      'spec.plan',
      'Choose one of: small, medium, large.',
    ],
    [
      'a placement that is not served',
      { placement: 'aws' },
      'spec.placement',
      'cannot be made at "aws" by the Composition of this claim: its settings have no "aws". Select the Composition for it with spec.crossplane.compositionSelector.matchLabels "dbaas.dev/placement: aws"',
    ],
    [
      'access to a database that does not exist',
      {
        users: [
          { name: 'app', access: [{ database: 'other', level: 'owner' }] },
        ],
      },
      'spec.users[0].access[0].database',
      'There is no database "other"',
    ],
    [
      'an invalid name',
      { databases: [{ name: 'Orders' }] },
      'spec.databases[0].name',
      'lower-case',
    ],
    [
      'two deliveries to one Secret',
      { ...FULL_SPEC, delivery: [delivery, delivery] },
      'spec.delivery[1].secretName',
      'apps/orders/orders-db',
    ],
    [
      'two components of one name in one place',
      { ...FULL_SPEC, dapr: [component, component] },
      'spec.dapr[1].name',
      'apps/orders/orders-state',
    ],
  ])('refuses %s and names the field', (_what, change, path, message) => {
    const claim = claimOf({ ...MINIMAL_SPEC, ...change });
    expect(parseClaim(claim, platform)).toEqual({
      ok: false,
      problems: [{ path, message: expect.stringContaining(message) }],
    });
  });

  it('refuses names that do not fit into a label together', () => {
    const claim = claimOf(MINIMAL_SPEC, { name: 'x'.repeat(40) });
    claim.metadata.namespace = 'y'.repeat(30);
    expect(parseClaim(claim, platform)).toMatchObject({
      problems: [
        { path: 'metadata.name', message: expect.stringContaining('have 70.') },
      ],
    });
  });

  it('tells everything that is wrong at once', () => {
    const claim = claimOf({
      ...FULL_SPEC,
      placement: 'google',
      dapr: [component, component],
    });
    expect(parseClaim(claim, platform)).toMatchObject({
      problems: [{ path: 'spec.placement' }, { path: 'spec.dapr[1].name' }],
    });
  });
});
