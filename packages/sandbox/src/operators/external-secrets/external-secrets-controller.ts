import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { startController } from '../../controllers/controller';
import type { ClusterClient } from '../../kubernetes/cluster-client';
import { timestamp } from '../../kubernetes/timestamp';
import { conditionsOf, withCondition } from '../conditions';
import type { OperatorContext } from '../operator';
import { fetchData, targetValues } from './external-secret-data';
import {
  dueIn,
  readSpec,
  readStatus,
  resourceVersionOf,
  type ExternalSecretSpec,
} from './external-secret-spec';
import {
  encodeValues,
  hashOf,
  secretValues,
  type SecretValues,
} from './secret-data';
import { STORE_API } from './secret-store';

const KIND = { apiVersion: STORE_API, kind: 'ExternalSecret' } as const;
const SECRET = { apiVersion: 'v1', kind: 'Secret' } as const;
const FIELD_MANAGER = 'externalsecrets.external-secrets.io';
const DATA_HASH = 'reconcile.external-secrets.io/data-hash';
const CREATED_BY = 'reconcile.external-secrets.io/created-by';

type Outcome = {
  reason: 'SecretSynced' | 'SecretDeleted' | 'SecretMissing';
  message: string;
};

/** Keeps the Secrets that ExternalSecrets ask for (ESO 2.9 externalsecret_controller.go). */
export function startExternalSecretsController(
  client: ClusterClient,
  context: OperatorContext,
): () => Promise<void> {
  return startController({
    name: `external-secrets/ExternalSecret/${client.cluster}`,
    client,
    log: context.log,
    for: KIND,
    watches: [
      {
        client,
        kind: SECRET,
        // A target that was deleted or changed by somebody is repaired at once.
        map: secret =>
          (secret.metadata.ownerReferences ?? [])
            .filter(owner => owner.kind === KIND.kind && owner.controller)
            .map(owner => ({
              namespace: secret.metadata.namespace,
              name: owner.name,
            })),
      },
    ],
    reconcile: async (_key, object) =>
      object && !object.metadata.deletionTimestamp
        ? new Sync(object, client, context).run()
        : undefined,
  });
}

/** One look at one ExternalSecret. */
class Sync {
  readonly #spec: ExternalSecretSpec;
  readonly #namespace: string;
  readonly #targetName: string;

  constructor(
    private readonly object: KubernetesObject,
    private readonly client: ClusterClient,
    private readonly context: OperatorContext,
  ) {
    this.#spec = readSpec(object);
    this.#namespace = object.metadata.namespace ?? 'default';
    this.#targetName = this.#spec.target.name ?? object.metadata.name;
  }

  async run(): Promise<{ requeueAfter: number } | undefined> {
    const target = await this.client.get({
      ...SECRET,
      namespace: this.#namespace,
      name: this.#targetName,
    });
    const due = this.#isIntact(target) ? this.#dueIn() : 0;
    if (due !== 0) return due === undefined ? undefined : { requeueAfter: due };
    try {
      const outcome = await this.#sync(target);
      await this.#writeStatus({ status: 'True', ...outcome }, true);
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error);
      await this.#writeStatus(
        {
          status: 'False',
          reason: 'SecretSyncedError',
          message: 'could not get secret data from provider',
        },
        false,
      );
      await this.client.recordEvent(this.object, {
        type: 'Warning',
        reason: 'UpdateFailed',
        message: cause,
        source: 'external-secrets',
      });
      throw error;
    }
    return this.#spec.refreshPolicy === 'Periodic' &&
      this.#spec.refreshInterval > 0
      ? { requeueAfter: this.#spec.refreshInterval }
      : undefined;
  }

  #dueIn(): number | undefined {
    return dueIn({
      policy: this.#spec.refreshPolicy,
      intervalMs: this.#spec.refreshInterval,
      status: readStatus(this.object),
      version: resourceVersionOf(this.object),
      now: Date.now(),
    });
  }

  /** False when the target is not as the last sync left it, for policies that repair. */
  #isIntact(target: KubernetesObject | undefined): boolean {
    const { creationPolicy } = this.#spec.target;
    if (
      !readStatus(this.object).refreshTime ||
      !['Owner', 'Merge'].includes(creationPolicy)
    )
      return true;
    const deleted = conditionsOf(this.object).some(
      ({ reason }) => reason === 'SecretDeleted' || reason === 'SecretMissing',
    );
    if (deleted) return true;
    if (!target) return false;
    const recorded = target.metadata.annotations?.[DATA_HASH];
    return (
      creationPolicy !== 'Owner' ||
      recorded === hashOf(encodeValues(secretValues(target)))
    );
  }

  async #sync(target: KubernetesObject | undefined): Promise<Outcome> {
    const fetched = await fetchData(this.#spec, {
      local: this.client,
      namespace: this.#namespace,
      clusterAt: this.context.clusterAt,
    });
    const { creationPolicy, deletionPolicy } = this.#spec.target;
    if (Object.keys(fetched).length === 0)
      return this.#withoutData(target, deletionPolicy);
    if (creationPolicy === 'None')
      return { reason: 'SecretSynced', message: 'secret synced' };
    if (creationPolicy === 'Merge' && !target)
      return {
        reason: 'SecretMissing',
        message: `secret will not be created due to CreationPolicy=Merge`,
      };
    await this.#writeTarget(targetValues(this.#spec, fetched), target);
    return { reason: 'SecretSynced', message: 'secret synced' };
  }

  async #withoutData(
    target: KubernetesObject | undefined,
    deletionPolicy: string,
  ): Promise<Outcome> {
    if (deletionPolicy !== 'Delete')
      return {
        reason: 'SecretSynced',
        message: `secret retained due to DeletionPolicy=${deletionPolicy}`,
      };
    if (target)
      await this.client.delete({
        ...SECRET,
        namespace: this.#namespace,
        name: this.#targetName,
      });
    return {
      reason: 'SecretDeleted',
      message: 'secret deleted due to DeletionPolicy=Delete',
    };
  }

  async #writeTarget(
    values: SecretValues,
    target: KubernetesObject | undefined,
  ): Promise<void> {
    const { template, creationPolicy, immutable } = this.#spec.target;
    const owned = creationPolicy === 'Owner';
    const foreignOwner = target?.metadata.ownerReferences?.find(
      owner => owner.controller && owner.uid !== this.object.metadata.uid,
    );
    if (owned && foreignOwner)
      throw new Error(`target is owned by another ${foreignOwner.kind}`);
    const data = encodeValues(values);
    const secret: KubernetesObject = {
      ...SECRET,
      metadata: {
        name: this.#targetName,
        namespace: this.#namespace,
        // Without a template the target inherits what the ExternalSecret carries.
        labels: {
          ...(template?.metadata
            ? template.metadata.labels
            : this.object.metadata.labels),
          ...(owned && {
            'reconcile.external-secrets.io/managed': 'true',
            [CREATED_BY]: hashOf(
              `${this.#namespace}/${this.object.metadata.name}`,
            ),
          }),
        },
        annotations: {
          ...template?.metadata?.annotations,
          [DATA_HASH]: hashOf(data),
        },
        ...(owned && { ownerReferences: [this.#ownerReference()] }),
      },
      type: template?.type ?? 'Opaque',
      ...(immutable && { immutable }),
      data,
    };
    await this.client.apply(secret, {
      fieldManager: FIELD_MANAGER,
      force: true,
    });
    const changed = target?.metadata.annotations?.[DATA_HASH] !== hashOf(data);
    if (changed)
      await this.client.recordEvent(this.object, {
        type: 'Normal',
        reason: target ? 'Updated' : 'Created',
        message: target ? 'secret updated' : 'secret created',
        source: 'external-secrets',
      });
  }

  #ownerReference() {
    const { name, uid } = this.object.metadata;
    if (!uid) throw new Error(`ExternalSecret ${name} has no uid.`);
    return { ...KIND, name, uid, controller: true, blockOwnerDeletion: true };
  }

  async #writeStatus(
    ready: { status: 'True' | 'False'; reason: string; message: string },
    synced: boolean,
  ): Promise<void> {
    const now = timestamp();
    await this.client.patchStatus(
      { ...KIND, namespace: this.#namespace, name: this.object.metadata.name },
      {
        binding: { name: this.#targetName },
        conditions: withCondition(
          conditionsOf(this.object),
          { type: 'Ready', ...ready },
          now,
        ),
        ...(synced && {
          refreshTime: now,
          syncedResourceVersion: resourceVersionOf(this.object),
        }),
      },
    );
  }
}
