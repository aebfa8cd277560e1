import { externalSecret } from '../fixtures/application-cluster';
import { kubernetesObject } from '../fixtures/objects';
import { database, role } from '../fixtures/operators';
import { roleOf } from './kinds';

const generator = {
  sourceRef: { generatorRef: { kind: 'Password', name: 'p' } },
};
const extract = { extract: { key: 'team-orders/orders-db' } };
const secretFrom = (spec: object) =>
  kubernetesObject('external-secrets.io/v1', 'ExternalSecret', 'one', { spec });

describe('what an object is in a database service', () => {
  it.each([
    ['a database', database(), 'database'],
    ['a role', role(), 'user'],
    ['a Secret from the central store', externalSecret(), 'delivery'],
    [
      'all of an entry of the store',
      secretFrom({ dataFrom: [extract] }),
      'delivery',
    ],
    [
      'an entry of the store with something made up',
      secretFrom({ dataFrom: [extract, generator] }),
      'delivery',
    ],
    [
      'a password that is made up',
      secretFrom({ dataFrom: [generator] }),
      undefined,
    ],
  ])('%s', (_what, object, expected) => {
    expect(roleOf(object)).toBe(expected);
  });
});
