import { previewManifest } from './manifest-preview';

const answers = {
  component: 'orders-api',
  namespace: 'team-orders',
  name: 'orders-db',
  plan: 'small',
  version: '17',
  database: 'orders',
  user: 'orders_app',
};

describe('previewManifest', () => {
  it('writes the claim with what differs from the defaults only', () => {
    expect(
      previewManifest(
        { ...answers, deletionProtection: true, highAvailability: false },
        'user:default/olivia',
      ),
    ).toEqual({
      ok: true,
      value: `apiVersion: dbaas.dev/v1alpha1
kind: ManagedDatabase
metadata:
  name: orders-db
  namespace: team-orders
  labels:
    dbaas.dev/entity: default.component.orders-api
  annotations:
    dbaas.dev/requested-by: user:default/olivia
spec:
  version: "17"
  placement: cnpg
  plan: small
  databases:
    - name: orders
  users:
    - name: orders_app
      access:
        - database: orders
          level: readWrite
`,
    });
  });

  it.each([
    [{ name: undefined }, 'name'],
    [{ plan: undefined }, 'spec.plan'],
    [{ version: '9' }, 'spec.version'],
    [{ name: 'a'.repeat(41) }, 'metadata.name'],
    [{ database: 'postgres' }, 'spec.databases.0.name'],
  ])('names the field that is wrong: %j', (change, path) => {
    const preview = previewManifest({ ...answers, ...change }, undefined);
    expect(preview).toEqual({
      ok: false,
      errors: expect.arrayContaining([
        { path, message: expect.stringMatching(/./) },
      ]),
    });
  });
});
