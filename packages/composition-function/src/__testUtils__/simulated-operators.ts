import {
  kubernetesObjectSchema,
  type KubernetesObject,
} from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import { madeByCloud } from './simulated-clouds';

/** The time at which the simulated operators wrote their status. */
export const WRITTEN_AT = '2026-11-25T10:00:30Z';

const wrapperSchema = z.object({
  spec: z.object({
    forProvider: z.object({ manifest: kubernetesObjectSchema }),
  }),
});

/** The object inside a provider-kubernetes Object. */
export function manifestOf(object: KubernetesObject): KubernetesObject {
  return wrapperSchema.parse(object).spec.forProvider.manifest;
}

/** What the operator of a kind makes of an object once it has done its work. */
export function operated(object: KubernetesObject): KubernetesObject {
  return {
    ...object,
    metadata: {
      ...object.metadata,
      uid: `uid-${object.kind}-${object.metadata.name}`,
      resourceVersion: '100',
      generation: 1,
      creationTimestamp: '2026-11-25T10:00:10Z',
    },
    ...statusOf(object),
  };
}

function statusOf(object: KubernetesObject): { status?: unknown } {
  const { apiVersion, kind } = object;
  switch (`${apiVersion.split('/')[0]} ${kind}`) {
    case 'postgresql.cnpg.io Cluster':
      return { status: clusterStatus(object) };
    case 'postgresql.sql.m.crossplane.io ProviderConfig':
      return { status: { users: 3 } };
    case 'kubernetes.m.crossplane.io Object':
      return {
        status: {
          conditions: managedConditions(),
          atProvider: { manifest: remoteManifest(object) },
        },
      };
    case 'external-secrets.io ExternalSecret':
      return { status: generatedStatus(object) };
    case 'external-secrets.io PushSecret':
      return { status: pushStatus() };
    case 'db.atlasgo.io AtlasSchema':
    case 'db.atlasgo.io AtlasMigration':
      return { status: atlasStatus(kind) };
    case 'v1 Secret':
      return {};
    default: {
      const atProvider = madeByCloud(object);
      return {
        status: {
          conditions: managedConditions(),
          ...(atProvider && { atProvider }),
        },
      };
    }
  }
}

function condition(type: string, reason: string, status = 'True') {
  return { type, status, reason, lastTransitionTime: WRITTEN_AT };
}

function managedConditions() {
  return [
    condition('Ready', 'Available'),
    { ...condition('Synced', 'ReconcileSuccess'), observedGeneration: 1 },
  ];
}

const clusterSchema = z.object({ spec: z.object({ instances: z.number() }) });

function clusterStatus(object: KubernetesObject) {
  const { instances } = clusterSchema.parse(object).spec;
  return {
    phase: 'Cluster in healthy state',
    instances,
    readyInstances: instances,
    currentPrimary: 'orders-db-1',
    targetPrimary: 'orders-db-1',
    image: 'ghcr.io/cloudnative-pg/postgresql:17.10',
    conditions: [condition('Ready', 'ClusterIsReady')],
  };
}

function generatedStatus({ metadata }: KubernetesObject) {
  return {
    refreshTime: WRITTEN_AT,
    syncedResourceVersion: '1-3f2a',
    binding: { name: metadata.name },
    conditions: [condition('Ready', 'SecretSynced')],
  };
}

function pushStatus() {
  return {
    refreshTime: WRITTEN_AT,
    syncedResourceVersion: '1-3f2a',
    conditions: [condition('Ready', 'Synced')],
  };
}

function atlasStatus(kind: string) {
  return {
    observedGeneration: 1,
    observed_hash: 'b1946ac92492d2347c6235b4d2611184',
    ...(kind === 'AtlasMigration'
      ? { lastApplied: 1795600830, lastAppliedVersion: '20261125100000' }
      : { last_applied: 1795600830 }),
    failed: 0,
    conditions: [
      condition('Ready', 'Applied'),
      condition('Reconciling', 'Applied', 'False'),
      condition('Stalled', 'Applied', 'False'),
    ],
  };
}

function remoteManifest(object: KubernetesObject): unknown {
  const manifest = manifestOf(object);
  if (manifest.kind !== 'ExternalSecret') return manifest;
  return {
    ...manifest,
    status: {
      refreshTime: WRITTEN_AT,
      syncedResourceVersion: '1-77ab',
      binding: { name: 'orders-db' },
      conditions: [condition('Ready', 'SecretSynced')],
    },
  };
}
