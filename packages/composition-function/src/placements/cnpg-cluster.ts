import type {
  KubernetesObject,
  ManagedDatabase,
  Plan,
} from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import { composedObject, labelsOf } from '../resources/planned-resource';
import type { Settings } from '../settings';
import { backupPlugins, type CnpgBackups } from './cnpg-backups';

/** CloudNativePG makes a database and a user of its own; no request can have this name. */
const BOOTSTRAP_NAME = 'cnpg_bootstrap';

const clusterStorageSchema = z.object({
  spec: z.object({ storage: z.object({ size: z.string() }) }),
});

/** What a Cluster is made from. */
export interface ClusterRequest {
  claim: ManagedDatabase;
  plan: Plan;
  settings: Settings;
  backups?: CnpgBackups;
  /** The Cluster as it is. */
  existing?: KubernetesObject;
}

/** How many instances a plan gives, with or without high availability. */
function instancesOf(claim: ManagedDatabase, plan: Plan): number {
  return claim.spec.highAvailability
    ? plan.highlyAvailableInstances
    : plan.instances;
}

/**
 * Size of the storage. It never shrinks: CloudNativePG refuses that, and the
 * whole composition would fail with it (Cluster `spec.storage.size`, 1.30).
 */
export function storageGB(
  claim: ManagedDatabase,
  plan: Plan,
  existing: KubernetesObject | undefined,
): number {
  const requested = claim.spec.storageGB ?? plan.storageGB;
  const cluster = clusterStorageSchema.safeParse(existing);
  if (!cluster.success) return requested;
  const size = /^(\d+)Gi$/.exec(cluster.data.spec.storage.size);
  return Math.max(requested, size ? Number(size[1]) : 0);
}

/** The database server. */
export function cnpgCluster(request: ClusterRequest): KubernetesObject {
  const { claim, plan, settings, backups, existing } = request;
  const { storageClass, imageRepository } = settings.cnpg;
  const instances = instancesOf(claim, plan);
  return composedObject(claim, 'server', {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'Cluster',
    name: claim.metadata.name,
    content: {
      spec: {
        imageName: `${imageRepository}:${claim.spec.version}`,
        instances,
        enableSuperuserAccess: true,
        inheritedMetadata: { labels: labelsOf(claim, 'server') },
        bootstrap: {
          initdb: { database: BOOTSTRAP_NAME, owner: BOOTSTRAP_NAME },
        },
        storage: {
          size: `${storageGB(claim, plan, existing)}Gi`,
          ...(storageClass && { storageClass }),
        },
        resources: {
          requests: { cpu: plan.cpu, memory: plan.memory },
          limits: { memory: plan.memory },
        },
        postgresql: {
          parameters: { max_connections: String(plan.maxConnections) },
          ...(instances > 1 && {
            synchronous: {
              method: 'any',
              number: 1,
              dataDurability: 'preferred',
            },
          }),
        },
        ...(backups && { plugins: backupPlugins(backups) }),
        ...exposedService(claim, settings),
      },
    },
  });
}

/** Name of the Service by which other clusters reach the server. */
export function exposedServiceName(claim: ManagedDatabase): string {
  return `${claim.metadata.name}-external`;
}

function exposedService(claim: ManagedDatabase, settings: Settings) {
  const { exposure } = settings.cnpg;
  if (!exposure) return {};
  return {
    managed: {
      services: {
        additional: [
          {
            selectorType: 'rw',
            updateStrategy: 'patch',
            serviceTemplate: {
              metadata: {
                name: exposedServiceName(claim),
                labels: labelsOf(claim, 'server'),
                annotations: exposure.annotations,
              },
              spec: { type: 'LoadBalancer' },
            },
          },
        ],
      },
    },
  };
}
