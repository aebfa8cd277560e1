import { condition, creating, NOW, syncError } from '../fixtures/objects';
import {
  daprComponent,
  externalSecret,
  remoteObject,
} from '../fixtures/application-cluster';
import { atlasSchema } from '../fixtures/operators';
import { readerCases } from '../fixtures/reader-cases';
import { readResource } from './read-resource';

describe('an Object of provider-kubernetes', () => {
  it.each(
    readerCases([
      [
        'is what it carries (41)',
        remoteObject(
          externalSecret({
            status: {
              conditions: [condition('Ready', 'True', 'SecretDeleted')],
            },
          }),
          'secrets',
        ),
        { state: 'failed', code: 'secrets.secret-missing' },
      ],
      [
        'around a healthy object',
        remoteObject(externalSecret(), 'secrets'),
        { state: 'healthy' },
      ],
      [
        'around something without a status (10)',
        remoteObject(daprComponent(), 'dapr'),
        { state: 'unknown', statusless: true },
      ],
      [
        'that was not seen yet',
        remoteObject(externalSecret(), 'secrets', { observed: false }),
        { state: 'progressing' },
      ],
      [
        'that reads an inverted condition right (39)',
        remoteObject(atlasSchema(), 'schema'),
        { state: 'healthy' },
      ],
      [
        'whose cluster cannot be reached (46)',
        remoteObject(externalSecret(), 'secrets', {
          status: {
            conditions: [
              creating,
              syncError('connect failed: dial tcp: i/o timeout'),
            ],
          },
        }),
        { state: 'unknown', code: 'cluster.unreachable', stale: true },
      ],
    ]),
  )('$what', ({ read, expected }) => {
    expect(read()).toMatchObject(expected);
  });

  it('says where it has its evidence from', () => {
    const verdict = readResource(remoteObject(externalSecret(), 'secrets'), {
      now: NOW,
    });
    expect(verdict.evidence[0].path).toBe(
      'status.atProvider.manifest.status.conditions[Ready]',
    );
  });
});
