import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClusterClient } from './kubernetes/cluster-client';
import { parseManifests } from './operators/gitops/manifests';
import { PACKAGE_ROOT } from './package-root';

const FIELD_MANAGER = 'sandbox';

/** Which groups of definitions a cluster has, as if the operators had been installed there. */
export const CLUSTER_DEFINITIONS: Record<'platform' | 'apps', string[]> = {
  platform: [
    'apiextensions.crossplane.io',
    'argoproj.io',
    'db.atlasgo.io',
    'external-secrets.io',
    'generators.external-secrets.io',
    'kubernetes.m.crossplane.io',
    'pkg.crossplane.io',
    'postgresql.cnpg.io',
    'postgresql.sql.crossplane.io',
    'postgresql.sql.m.crossplane.io',
    'protection.crossplane.io',
  ],
  apps: ['dapr.io', 'external-secrets.io', 'generators.external-secrets.io'],
};

/** Installs the definitions that the operators of a cluster serve. */
export async function installDefinitions(
  client: ClusterClient,
  groups: readonly string[],
): Promise<void> {
  for (const group of groups)
    await applyFile(client, join(PACKAGE_ROOT, 'crds', `${group}.yaml`));
}

/** Applies the objects of one YAML file, in their order. */
export async function applyFile(
  client: ClusterClient,
  path: string,
): Promise<void> {
  for (const { object } of parseManifests(path, await readFile(path, 'utf8'))) {
    await applyObject(client, object);
  }
}

/** Applies one object as the sandbox itself. */
export async function applyObject(
  client: ClusterClient,
  object: KubernetesObject,
): Promise<void> {
  await client.apply(object, { fieldManager: FIELD_MANAGER, force: true });
}
