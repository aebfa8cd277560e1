import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { tlsModeOf } from './tls-mode';

const PLACE = { cluster: 'apps', namespace: 'orders', secretName: 'orders-db' };

function externalSecret(spec: object, name = 'orders-db'): KubernetesObject {
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name, namespace: 'orders' },
    spec,
  };
}

const template = (sslmode: string, name?: string) =>
  externalSecret({ target: { name, template: { data: { sslmode } } } });

const component = (metadata: object[]): KubernetesObject => ({
  apiVersion: 'dapr.io/v1alpha1',
  kind: 'Component',
  metadata: { name: 'orders-state', namespace: 'orders' },
  spec: { type: 'state.postgresql', metadata },
});

const connectionString = (value: string) =>
  component([{ name: 'connectionString', value }]);

describe('tlsModeOf', () => {
  it.each<[string, KubernetesObject[], string | undefined]>([
    ['a template that writes it', [template('verify-full')], 'verify-full'],
    [
      'a template of another name for the same Secret',
      [
        externalSecret(
          {
            target: {
              name: 'orders-db',
              template: { data: { sslmode: 'require' } },
            },
          },
          'pull',
        ),
      ],
      'require',
    ],
    [
      'a template for another Secret',
      [template('require', 'other')],
      undefined,
    ],
    ['a template that computes it', [template('{{ .sslmode }}')], undefined],
    ['a word that libpq does not know', [template('strict')], undefined],
    [
      'a component with a setting of its own',
      [component([{ name: 'sslmode', value: 'require' }])],
      'require',
    ],
    [
      'a component with a connection string',
      [connectionString('host=db port=5432 sslmode=verify-ca user=app')],
      'verify-ca',
    ],
    [
      'a component with a URI',
      [connectionString('postgres://db/orders?a=1&sslmode=disable')],
      'disable',
    ],
    [
      'a component that takes it from a Secret',
      [
        component([
          { name: 'connectionString', secretKeyRef: { name: 'orders-db' } },
        ]),
      ],
      undefined,
    ],
    [
      'components that disagree',
      [
        connectionString('sslmode=require'),
        connectionString('sslmode=disable'),
      ],
      undefined,
    ],
    [
      'a template and a component that disagree',
      [connectionString('sslmode=disable'), template('require')],
      'require',
    ],
    [
      'objects of other groups',
      [{ ...template('require'), apiVersion: 'example.org/v1' }],
      undefined,
    ],
    ['nothing', [], undefined],
  ])('by %s', (_what, objects, expected) => {
    const inApps = objects.map(object => ({ cluster: 'apps', object }));
    const elsewhere = objects.map(object => ({ cluster: 'other', object }));
    expect(tlsModeOf(PLACE, inApps)).toBe(expected);
    expect(tlsModeOf(PLACE, elsewhere)).toBeUndefined();
  });
});
