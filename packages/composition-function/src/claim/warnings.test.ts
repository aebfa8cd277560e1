import { claimOf, FULL_SPEC } from '../__testUtils__/claims';
import { SimulatedPlatform } from '../__testUtils__/simulated-platform';

const warningsOf = (change: object) =>
  new SimulatedPlatform(claimOf({ ...FULL_SPEC, ...change })).ask().warnings;

const [delivery] = FULL_SPEC.delivery ?? [];

describe('warnings', () => {
  it('are not there when there is nothing to say', () => {
    expect(warningsOf({})).toEqual([]);
  });

  it.each([
    [
      { users: [{ name: 'orders-app', access: [] }] },
      /^spec\.delivery\[0\]\.user: user "orders-app" has no access/,
    ],
    [
      { delivery: [delivery, { ...delivery, secretName: 'second' }] },
      /^spec\.dapr\[0\]\.name: .*component "orders-state" uses "orders-db"/,
    ],
    [{ region: 'eu-west-1' }, /^spec\.region: /],
  ])('tell the field and what happens: %j', (change, warning) => {
    expect(warningsOf(change)).toEqual([expect.stringMatching(warning)]);
  });
});
