import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { trim } from './trim';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

function secret(): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: 'orders-db',
      annotations: {
        [LAST_APPLIED]: '{"data":{"password":"c2VjcmV0"}}',
        'reconcile.external-secrets.io/data-hash': 'abc',
      },
    },
    type: 'Opaque',
    data: { password: 'c2VjcmV0' },
    stringData: { password: 'secret' },
  };
}

describe('trim', () => {
  it('drops every value of a Secret and the copy that kubectl keeps', () => {
    const trimmed = trim(secret());
    expect(JSON.stringify(trimmed)).not.toMatch(/c2VjcmV0|"secret"/);
    expect(trimmed.type).toBe('Opaque');
    expect(trimmed.metadata.annotations).toEqual({
      'reconcile.external-secrets.io/data-hash': 'abc',
    });
  });

  it('keeps the newest change of the object and of its status', () => {
    const entry = (time: string, subresource?: string) => ({
      manager: 'm',
      operation: 'Update',
      time,
      fieldsType: 'FieldsV1',
      fieldsV1: { 'f:spec': {} },
      ...(subresource && { subresource }),
    });
    const trimmed = trim({
      apiVersion: 'postgresql.cnpg.io/v1',
      kind: 'Cluster',
      metadata: {
        name: 'orders-db',
        managedFields: [
          entry('2026-11-25T12:00:00Z'),
          entry('2026-11-25T12:09:00Z', 'status'),
          entry('2026-11-25T12:05:00Z'),
        ],
      },
    });
    expect(trimmed.metadata.managedFields).toEqual([
      { manager: 'm', operation: 'Update', time: '2026-11-25T12:05:00Z' },
      {
        manager: 'm',
        operation: 'Update',
        subresource: 'status',
        time: '2026-11-25T12:09:00Z',
      },
    ]);
  });

  it.each([
    'kubernetes.crossplane.io/v1alpha2',
    'kubernetes.m.crossplane.io/v1alpha1',
  ])(
    'drops the values of a Secret that an Object of %s carries',
    apiVersion => {
      const { metadata, ...rest } = secret();
      const manifest = {
        ...rest,
        metadata: { ...metadata, managedFields: [{ manager: 'm' }] },
      };
      const trimmed = trim({
        apiVersion,
        kind: 'Object',
        metadata: { name: 'orders-db-secret' },
        spec: {
          forProvider: { manifest },
          providerConfigRef: { name: 'apps' },
        },
        status: { atProvider: { manifest }, conditions: [] },
      });
      expect(JSON.stringify(trimmed)).not.toMatch(
        /c2VjcmV0|"secret"|managedFields/,
      );
      expect(trimmed.spec).toMatchObject({
        providerConfigRef: { name: 'apps' },
        forProvider: {
          manifest: { kind: 'Secret', metadata: { name: 'orders-db' } },
        },
      });
      expect(trimmed.status).toMatchObject({ conditions: [] });
    },
  );

  it('leaves what it does not know as it is', () => {
    const component: KubernetesObject = {
      apiVersion: 'dapr.io/v1alpha1',
      kind: 'Component',
      metadata: { name: 'orders-state' },
      spec: { type: 'state.postgresql' },
      scopes: ['orders-api'],
    };
    expect(trim(component)).toEqual(component);
  });
});
