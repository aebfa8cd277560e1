import { buildTree } from '@backstage-dbaas/plugin-dbaas-common';
import {
  claim,
  deliveredSecret,
  externalSecret,
} from '../__testUtils__/orders-database';
import { isDeliveredBy, parseSecret, textsOf } from './delivered-secret';

const OWN = 'team-orders.orders-db';
const ref = {
  cluster: 'platform',
  namespace: 'team-orders',
  name: 'orders-db',
};
const tree = buildTree({ cluster: 'platform', object: claim() }, [
  { cluster: 'apps', object: externalSecret() },
]);

function secret(label: string | undefined, owner?: string) {
  const { metadata, ...rest } = deliveredSecret();
  const parsed = parseSecret({
    ...rest,
    metadata: {
      ...metadata,
      labels: label === undefined ? {} : { 'dbaas.dev/database': label },
      ownerReferences: owner
        ? [
            {
              apiVersion: 'external-secrets.io/v1',
              kind: 'ExternalSecret',
              name: 'orders-db',
              uid: owner,
            },
          ]
        : [],
    },
  });
  if (!parsed) throw new Error('The example is no Secret');
  return parsed;
}

describe('a Secret of a database service', () => {
  it.each<[string, ReturnType<typeof secret>, string, boolean]>([
    ['has its label', secret(OWN), 'apps', true],
    [
      'is made by its ExternalSecret',
      secret(undefined, 'external-secret'),
      'apps',
      true,
    ],
    [
      'is made by that of another one',
      secret(undefined, 'foreign'),
      'apps',
      false,
    ],
    [
      'has the same owner by chance, in another cluster',
      secret(undefined, 'external-secret'),
      'other',
      false,
    ],
    [
      'has the label of another one, although its ExternalSecret is in the tree',
      secret('team-other.their-db', 'external-secret'),
      'apps',
      false,
    ],
    ['says nothing of where it comes from', secret(undefined), 'apps', false],
  ])('%s', (_what, one, cluster, expected) => {
    const place = { cluster, namespace: 'orders', secretName: 'orders-db' };
    expect(isDeliveredBy(one, place, ref, tree)).toBe(expected);
  });

  it.each([
    ['another kind', { ...deliveredSecret(), kind: 'ConfigMap' }],
    ['another group', { ...deliveredSecret(), apiVersion: 'example.org/v1' }],
    ['values that are not base64', { ...deliveredSecret(), data: { a: '%' } }],
    ['nothing', undefined],
  ])('is not %s', (_what, body) => {
    expect(parseSecret(body)).toBeUndefined();
  });

  it.each([
    ['no data', undefined, {}],
    ['an empty value', { ca: '' }, { ca: '' }],
    ['text', { user: 'b3Jkw6lycw==' }, { user: 'ordérs' }],
    ['bytes that are no text', { user: 'YQ==', jks: '//4=' }, { user: 'a' }],
  ])('has texts: %s', (_what, data, texts) => {
    const parsed = parseSecret({ ...deliveredSecret(), data });
    expect(parsed && textsOf(parsed)).toEqual(texts);
  });
});
