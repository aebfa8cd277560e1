import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import { startController } from '../../controllers/controller';
import { refOf } from '../../controllers/object-ref';
import type { ClusterClient, ObjectRef } from '../../kubernetes/cluster-client';
import type { Log } from '../../log';
import type { ManagedResource } from '../crossplane-runtime/managed-resource';
import {
  addFinalizer,
  controllerReference,
  removeFinalizer,
} from '../crossplane-runtime/metadata';
import { kindOf, type SqlGroup } from './sql-group';

/** Holds a ProviderConfig while something uses it (crossplane-runtime 2.x). */
const IN_USE_FINALIZER = 'in-use.crossplane.io';
const FIELD_MANAGER = 'provider-sql';
const EVENT_SOURCE = 'providerconfig/postgresql';

const usageSchema = z.object({
  providerConfigRef: z.object({
    kind: z.string().optional(),
    name: z.string(),
  }),
});

/** Notes that a managed resource uses a ProviderConfig. The note goes with the resource. */
export async function trackUsage(
  client: ClusterClient,
  group: SqlGroup,
  { object, ref, uid }: ManagedResource,
  config: ObjectRef,
): Promise<void> {
  const usage = {
    ...kindOf(group, 'ProviderConfigUsage'),
    metadata: {
      name: uid,
      ...(ref.namespace !== undefined && { namespace: ref.namespace }),
      labels: { 'crossplane.io/provider-config': config.name },
      ownerReferences: [controllerReference(object)],
    },
    providerConfigRef: {
      name: config.name,
      ...(group.namespaced && { kind: config.kind }),
    },
    resourceRef: {
      apiVersion: ref.apiVersion,
      kind: ref.kind,
      name: ref.name,
      uid,
    },
  };
  await client.apply(usage, { fieldManager: FIELD_MANAGER, force: true });
}

class ProviderConfigPass {
  constructor(
    private readonly client: ClusterClient,
    private readonly group: SqlGroup,
    private readonly config: KubernetesObject,
  ) {}

  async run(): Promise<void> {
    const users = await this.#users();
    const { deletionTimestamp } = this.config.metadata;
    if (deletionTimestamp && users === 0) {
      await removeFinalizer(this.client, this.config, IN_USE_FINALIZER);
      return;
    }
    if (deletionTimestamp) {
      await this.client.recordEvent(this.config, {
        type: 'Warning',
        reason: 'UsageAccounting',
        message: 'Blocking deletion while usages still exist',
        source: EVENT_SOURCE,
      });
    } else {
      await addFinalizer(this.client, this.config, IN_USE_FINALIZER);
    }
    const { users: known } = z
      .object({ users: z.number().optional() })
      .parse(this.config.status ?? {});
    if (known !== users) {
      await this.client.patchStatus(refOf(this.config), { users });
    }
  }

  async #users(): Promise<number> {
    const { kind, metadata } = this.config;
    const usages = await this.client.list(
      kindOf(this.group, 'ProviderConfigUsage'),
      {
        ...(metadata.namespace !== undefined && {
          namespace: metadata.namespace,
        }),
        labelSelector: `crossplane.io/provider-config=${metadata.name}`,
      },
    );
    return usages.filter(
      usage =>
        (usageSchema.parse(usage).providerConfigRef.kind ?? kind) === kind,
    ).length;
  }
}

/** Counts who uses each ProviderConfig, and keeps it while somebody does. */
export function startProviderConfigs(
  client: ClusterClient,
  group: SqlGroup,
  log: Log,
): (() => Promise<void>)[] {
  const usageKind = kindOf(group, 'ProviderConfigUsage');
  return group.providerConfigKinds.map(kind =>
    startController({
      name: `provider-sql/${kind.toLowerCase()}`,
      client,
      for: kindOf(group, kind),
      watches: [
        {
          client,
          kind: usageKind,
          map: usage => {
            const { providerConfigRef } = usageSchema.parse(usage);
            if ((providerConfigRef.kind ?? kind) !== kind) return [];
            const inNamespace = group.namespaced && kind === 'ProviderConfig';
            return [
              {
                name: providerConfigRef.name,
                ...(inNamespace && { namespace: usage.metadata.namespace }),
              },
            ];
          },
        },
      ],
      reconcile: async (_key, config) => {
        if (config) await new ProviderConfigPass(client, group, config).run();
      },
      log,
    }),
  );
}
