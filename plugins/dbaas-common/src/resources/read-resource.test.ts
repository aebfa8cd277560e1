import { condition, kubernetesObject, NOW } from '../fixtures/objects';
import { cluster } from '../fixtures/operators';
import { readerCases } from '../fixtures/reader-cases';
import { createReadResource } from './read-resource';

const thing = (...conditions: object[]) =>
  kubernetesObject('acme.io/v1', 'Thing', 'x', { status: { conditions } });
const fine = condition('Ready', 'True', 'Fine');

describe('an object of any kind', () => {
  it.each(
    readerCases([
      [
        'is told from others of its name by its group (16)',
        cluster(),
        { state: 'healthy' },
      ],
      [
        'is not taken for one of another group (16)',
        kubernetesObject('cluster.x-k8s.io/v1beta1', 'Cluster', 'mgmt', {
          status: { phase: 'Cluster in healthy state' },
        }),
        { state: 'unknown' },
      ],
      [
        'is read by Ready when nobody knows it',
        thing(fine),
        { state: 'healthy' },
      ],
      [
        'is not healthy by conditions that mean nothing',
        thing(condition('Sparkling', 'True', 'Yes')),
        { state: 'unknown' },
      ],
      [
        'is not healthy under a bad condition (39)',
        thing(fine, condition('Stalled', 'True', 'No')),
        { state: 'failed' },
      ],
      [
        'is unknown without a status',
        kubernetesObject('acme.io/v1', 'Thing', 'x'),
        { state: 'unknown' },
      ],
    ]),
  )('$what', ({ read, expected }) => {
    expect(read()).toMatchObject(expected);
  });

  it('can be given a reader of its own', () => {
    const read = createReadResource([
      {
        groups: ['acme.io'],
        kinds: ['Thing'],
        read: () => ({
          state: 'paused',
          reason: 'r',
          sentence: 's',
          evidence: [],
        }),
      },
    ]);
    expect(read(thing(fine), { now: NOW }).state).toBe('paused');
  });
});
