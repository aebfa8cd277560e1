import { condition, kubernetesObject } from '../fixtures/objects';
import { readerCases } from '../fixtures/reader-cases';

describe('a kind of External Secrets that spans namespaces', () => {
  const clusterwide = (
    status: 'True' | 'False',
    more: object,
    kind = 'ClusterExternalSecret',
  ) =>
    kubernetesObject('external-secrets.io/v1', kind, 'orders-db', {
      metadata: { namespace: undefined },
      spec: { externalSecretName: 'orders-db', namespaces: ['a', 'b'] },
      status: {
        ...more,
        conditions: [
          condition('Ready', status, '', {
            message: status === 'False' ? 'one or more namespaces failed' : '',
          }),
        ],
      },
    });
  const failure = { namespace: 'b', reason: 'external secret already exists' };

  it.each(
    readerCases([
      [
        'is set up everywhere',
        clusterwide('True', { provisionedNamespaces: ['a', 'b'] }),
        {
          state: 'healthy',
          sentence:
            'ClusterExternalSecret orders-db is set up in 2 namespaces.',
        },
      ],
      [
        'failed in one namespace',
        clusterwide('False', {
          provisionedNamespaces: ['a'],
          failedNamespaces: [failure],
        }),
        {
          state: 'degraded',
          code: 'secrets.namespaces-failed',
          audience: 'platform',
          sentence:
            'ClusterExternalSecret orders-db could not be set up in namespace b.',
          evidence: expect.arrayContaining([
            {
              path: 'status.failedNamespaces[b]',
              value: 'external secret already exists',
            },
          ]),
        },
      ],
      [
        'failed everywhere',
        clusterwide('False', { failedNamespaces: [failure] }),
        { state: 'failed' },
      ],
      [
        'selects no namespace',
        clusterwide('True', {}),
        { state: 'unknown', code: 'secrets.no-namespace' },
      ],
      [
        'pushes from one namespace',
        clusterwide(
          'True',
          { provisionedNamespaces: ['a'] },
          'ClusterPushSecret',
        ),
        { state: 'healthy' },
      ],
      [
        'was never looked at',
        kubernetesObject(
          'external-secrets.io/v1',
          'ClusterExternalSecret',
          'x',
        ),
        { state: 'unknown', code: 'kubernetes.no-status' },
      ],
    ]),
  )('$what', ({ read, expected }) => {
    expect(read()).toMatchObject(expected);
  });
});
