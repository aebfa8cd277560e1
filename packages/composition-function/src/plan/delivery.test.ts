import { CONNECTION_KEYS } from '@backstage-dbaas/plugin-dbaas-common';
import { claimOf, FULL_SPEC } from '../__testUtils__/claims';
import { settingsWith } from '../__testUtils__/settings';
import { manifestOf } from '../__testUtils__/simulated-operators';
import {
  objectOf,
  SimulatedPlatform,
} from '../__testUtils__/simulated-platform';

const PUSH = 'push/orders-app/orders';
const PULL = 'delivery/apps/orders/orders-db';

function converged(spec: object = {}): SimulatedPlatform {
  const platform = new SimulatedPlatform(claimOf({ ...FULL_SPEC, ...spec }));
  platform.converge();
  return platform;
}

describe('delivery', () => {
  it('pushes the credentials to the central store as one value, and takes it away at the end', () => {
    const { spec } = objectOf(converged(), PUSH);
    expect(spec).toEqual({
      refreshInterval: '1m',
      updatePolicy: 'Replace',
      deletionPolicy: 'Delete',
      secretStoreRefs: [{ kind: 'ClusterSecretStore', name: 'dbaas' }],
      selector: { secret: { name: expect.stringContaining('connection') } },
      data: [
        {
          match: {
            remoteRef: {
              remoteKey: expect.stringMatching(/^team-orders-orders-db-/),
            },
          },
        },
      ],
    });
  });

  it('pushes at once when the credentials change', () => {
    const platform = converged();
    expect(objectOf(platform, PUSH).metadata.annotations).toEqual({
      'dbaas.dev/source-version': '100',
    });
    const secret = platform.observed.get('credentials/orders-app/orders');
    if (!secret) throw new Error('The credentials are missing.');
    secret.object.metadata.resourceVersion = '101';
    expect(objectOf(platform, PUSH).metadata.annotations).toEqual({
      'dbaas.dev/source-version': '101',
    });
  });

  it('pulls every key in the application cluster, where the Secret is asked for', () => {
    const platform = converged();
    const object = objectOf(platform, PULL);
    expect(object.spec).toMatchObject({
      providerConfigRef: { kind: 'ClusterProviderConfig', name: 'apps' },
      readiness: { policy: 'DeriveFromObject' },
    });
    expect(manifestOf(object)).toEqual({
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      metadata: {
        name: 'orders-db',
        namespace: 'orders',
        labels: {
          'dbaas.dev/database': 'team-orders.orders-db',
          'dbaas.dev/layer': 'secrets',
        },
        annotations: { 'dbaas.dev/pushed-version': '1-3f2a' },
      },
      spec: {
        refreshInterval: '1m',
        secretStoreRef: { kind: 'ClusterSecretStore', name: 'dbaas' },
        target: { name: 'orders-db', creationPolicy: 'Owner' },
        data: CONNECTION_KEYS.map(secretKey => ({
          secretKey,
          remoteRef: {
            key: expect.stringMatching(/^team-orders-orders-db-/),
            property: secretKey,
          },
        })),
      },
    });
  });

  it('pulls at once what was pushed, and not before', () => {
    const platform = converged();
    const annotations = () =>
      manifestOf(objectOf(platform, PULL)).metadata.annotations;
    const push = platform.observed.get(PUSH);
    if (!push) throw new Error('Nothing is pushed.');
    push.object.metadata.annotations = { 'dbaas.dev/source-version': '101' };
    expect(annotations()).toEqual({ 'dbaas.dev/pushed-version': '1-3f2a' });
    push.object.status = {
      ...Object(push.object.status),
      syncedResourceVersion: '1-9c01',
    };
    expect(annotations()).toEqual({ 'dbaas.dev/pushed-version': '1-9c01' });
  });

  it('pushes once what goes to several places', () => {
    const [first] = FULL_SPEC.delivery ?? [];
    const platform = converged({
      delivery: [first, { ...first, namespace: 'reports' }],
    });
    const names = [...platform.ask().desired.keys()];
    expect(names.filter(name => name.startsWith('push/'))).toEqual([PUSH]);
    expect(names.filter(name => name.startsWith('delivery/'))).toHaveLength(2);
  });

  it('is ready only when the ExternalSecret inside is, whatever the Object says', () => {
    const platform = new SimulatedPlatform(claimOf(FULL_SPEC));
    platform.faults.set(PULL, object => ({
      ...object,
      status: {
        conditions: [
          { type: 'Ready', status: 'True', reason: 'Available' },
          { type: 'Synced', status: 'True', reason: 'ReconcileSuccess' },
        ],
        atProvider: {
          manifest: {
            ...manifestOf(object),
            status: {
              conditions: [
                {
                  type: 'Ready',
                  status: 'False',
                  reason: 'SecretSyncedError',
                  message: 'could not get secret data from provider',
                },
              ],
            },
          },
        },
      },
    }));
    platform.converge();
    const answer = platform.ask();
    expect(answer.desired.get(PULL)?.ready).toBe(false);
    expect(answer.desired.has('dapr/apps/orders/orders-state')).toBe(false);
    expect(
      answer.conditions.find(({ type }) => type === 'CredentialsDelivered'),
    ).toMatchObject({ status: 'False' });
  });

  it('goes through the store that the platform team names', () => {
    const platform = new SimulatedPlatform(
      claimOf(FULL_SPEC),
      settingsWith({
        secrets: { clusterSecretStore: 'vault', refreshInterval: '5m' },
      }),
    );
    platform.converge();
    expect(objectOf(platform, PUSH).spec).toMatchObject({
      refreshInterval: '5m',
      secretStoreRefs: [{ name: 'vault' }],
    });
    expect(manifestOf(objectOf(platform, PULL)).spec).toMatchObject({
      refreshInterval: '5m',
      secretStoreRef: { name: 'vault' },
    });
  });
});
