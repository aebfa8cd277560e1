import { offerFor } from './offers';

const offers = (...clusters: string[]) =>
  clusters.map(cluster => ({ cluster }));

describe('the offer that a request is about', () => {
  it.each([
    ['of the cluster that it names', offers('dev', 'prod'), 'prod', 'prod'],
    ['of the only cluster', offers('prod'), undefined, 'prod'],
    [
      'of "platform" among several',
      offers('dev', 'platform'),
      undefined,
      'platform',
    ],
    ['none among several others', offers('dev', 'prod'), undefined, undefined],
    ['none of a cluster that is not there', offers('prod'), 'dev', undefined],
  ])('is %s', (_what, all, cluster, found) => {
    expect(offerFor(all, cluster)?.cluster).toBe(found);
  });
});
