import { claimOf, FULL_SPEC } from '../__testUtils__/claims';
import { manifestOf } from '../__testUtils__/simulated-operators';
import { SimulatedPlatform } from '../__testUtils__/simulated-platform';

function componentOf(component: object) {
  const platform = new SimulatedPlatform(
    claimOf({
      ...FULL_SPEC,
      dapr: [
        {
          name: 'orders-state',
          cluster: 'apps',
          namespace: 'orders',
          scopes: ['orders-api'],
          ...component,
        },
      ],
    }),
  );
  platform.converge();
  const { desired } = platform.ask();
  const object = desired.get('dapr/apps/orders/orders-state')?.object;
  if (!object) throw new Error('There is no component.');
  return {
    object,
    component: manifestOf(object),
    schema: desired.get('dapr-schema/orders/orders-state')?.object,
  };
}

const CONNECTION = [
  ['host', 'host'],
  ['port', 'port'],
  ['user', 'username'],
  ['password', 'password'],
  ['database', 'database'],
].map(([name, key]) => ({ name, secretKeyRef: { name: 'orders-db', key } }));

describe('Dapr components', () => {
  it('are scoped and take each connection field from the delivered Secret', () => {
    const { object, component } = componentOf({});
    expect(object.spec).toMatchObject({
      providerConfigRef: { kind: 'ClusterProviderConfig', name: 'apps' },
      readiness: { policy: 'SuccessfulCreate' },
    });
    expect(component).toMatchObject({
      apiVersion: 'dapr.io/v1alpha1',
      kind: 'Component',
      metadata: { name: 'orders-state', namespace: 'orders' },
      auth: { secretStore: 'kubernetes' },
      scopes: ['orders-api'],
    });
  });

  it.each([
    [
      'state.postgresql',
      'v2',
      [
        { name: 'tablePrefix', value: 'dapr_orders_state.' },
        { name: 'metadataTableName', value: 'dapr_orders_state.metadata' },
      ],
    ],
    ['bindings.postgresql', 'v1', []],
    [
      'configuration.postgresql',
      'v1',
      [{ name: 'table', value: 'configuration' }],
    ],
  ])('of type %s have what the type needs', (type, version, more) => {
    expect(componentOf({ type }).component.spec).toEqual({
      type,
      version,
      metadata: [...CONNECTION, ...more],
    });
  });

  it('that keep state have a schema of their own, so that Atlas drops no table', () => {
    expect(componentOf({}).schema).toMatchObject({
      kind: 'Schema',
      metadata: {
        annotations: { 'crossplane.io/external-name': 'dapr_orders_state' },
      },
      spec: { forProvider: { database: 'orders', role: 'orders-app' } },
    });
  });

  it('that keep no state need no schema', () => {
    expect(componentOf({ type: 'bindings.postgresql' }).schema).toBeUndefined();
  });

  it('count as ready although Dapr reports nothing about them', () => {
    const platform = new SimulatedPlatform(claimOf(FULL_SPEC));
    platform.converge();
    const answer = platform.ask();
    expect(answer.desired.get('dapr/apps/orders/orders-state')?.ready).toBe(
      true,
    );
    expect(
      answer.status.parts.find(
        part => part.layer === 'dapr' && part.kind === 'Object',
      ),
    ).toMatchObject({ state: 'unknown' });
  });
});
