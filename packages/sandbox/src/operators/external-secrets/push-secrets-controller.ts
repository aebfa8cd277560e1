import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import { startController } from '../../controllers/controller';
import type { ClusterClient } from '../../kubernetes/cluster-client';
import { timestamp } from '../../kubernetes/timestamp';
import { conditionsOf, withCondition, type Condition } from '../conditions';
import type { OperatorContext } from '../operator';
import { durationMs } from './duration';
import { dueIn, readStatus, resourceVersionOf } from './external-secret-spec';
import { secretValues, type SecretValues } from './secret-data';
import {
  openReferencedStore,
  storeRefSchema,
  type SecretStoreClient,
} from './secret-store';

const KIND = {
  apiVersion: 'external-secrets.io/v1alpha1',
  kind: 'PushSecret',
} as const;
const SECRET = { apiVersion: 'v1', kind: 'Secret' } as const;
const FINALIZER = 'pushsecret.externalsecrets.io/finalizer';

const entrySchema = z.object({
  match: z.object({
    secretKey: z.string().optional(),
    remoteRef: z.object({
      remoteKey: z.string(),
      property: z.string().optional(),
    }),
  }),
});
type Entry = z.infer<typeof entrySchema>;

const specSchema = z.object({
  refreshInterval: z.string().default('1h').transform(durationMs),
  updatePolicy: z.enum(['Replace', 'IfNotExists']).default('Replace'),
  deletionPolicy: z.enum(['Delete', 'None']).default('None'),
  secretStoreRefs: z.array(storeRefSchema),
  selector: z.object({ secret: z.object({ name: z.string() }).optional() }),
  data: z.array(entrySchema).default([]),
});
const syncedSchema = z.object({
  syncedPushSecrets: z
    .record(z.string(), z.record(z.string(), entrySchema))
    .default({}),
});
type Synced = z.infer<typeof syncedSchema>['syncedPushSecrets'];

/**
 * Pushes Secrets to stores (ESO 2.9 pushsecret_controller.go). As in ESO the source
 * is not watched: a change of it arrives at the next refresh.
 */
export function startPushSecretsController(
  client: ClusterClient,
  context: OperatorContext,
): () => Promise<void> {
  return startController({
    name: `external-secrets/PushSecret/${client.cluster}`,
    client,
    log: context.log,
    for: KIND,
    reconcile: async (_key, object) =>
      object ? new Push(object, client, context).run() : undefined,
  });
}

/** One look at one PushSecret. */
class Push {
  readonly #spec: z.infer<typeof specSchema>;
  readonly #namespace: string;

  constructor(
    private readonly object: KubernetesObject,
    private readonly client: ClusterClient,
    private readonly context: OperatorContext,
  ) {
    this.#spec = specSchema.parse(object.spec);
    this.#namespace = object.metadata.namespace ?? 'default';
  }

  async run(): Promise<{ requeueAfter: number } | undefined> {
    const { finalizers = [], deletionTimestamp } = this.object.metadata;
    if (deletionTimestamp) return this.#finalize(finalizers);
    if (
      this.#spec.deletionPolicy === 'Delete' &&
      !finalizers.includes(FINALIZER)
    ) {
      await this.client.patch(this.#ref, {
        metadata: { finalizers: [...finalizers, FINALIZER] },
      });
      // The patch is a change of its own and brings us back.
      return undefined;
    }
    const due = dueIn({
      policy: 'Periodic',
      intervalMs: this.#spec.refreshInterval,
      status: readStatus(this.object),
      version: resourceVersionOf(this.object),
      now: Date.now(),
    });
    if (due !== 0) return due === undefined ? undefined : { requeueAfter: due };
    try {
      await this.#push();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      await this.#writeStatus({
        type: 'Ready',
        status: 'False',
        reason: 'Errored',
        message,
      });
      await this.client.recordEvent(this.object, {
        type: 'Warning',
        reason: 'Errored',
        message,
        source: 'pushsecret',
      });
      throw error;
    }
    return this.#spec.refreshInterval > 0
      ? { requeueAfter: this.#spec.refreshInterval }
      : undefined;
  }

  async #push(): Promise<void> {
    const name = this.#spec.selector.secret?.name;
    const source =
      name === undefined
        ? undefined
        : await this.client.get({
            ...SECRET,
            namespace: this.#namespace,
            name,
          });
    if (!source)
      throw new Error(
        `could not get source secret: secrets "${name}" not found`,
      );
    const values = secretValues(source);
    const synced: Synced = {};
    for (const ref of this.#spec.secretStoreRefs) {
      const store = await openReferencedStore(
        ref,
        this.#namespace,
        this.client,
        this.context.clusterAt,
      );
      const pushed: Record<string, Entry> = {};
      for (const entry of this.#spec.data) {
        const { remoteKey, property } = entry.match.remoteRef;
        const skip =
          this.#spec.updatePolicy === 'IfNotExists' &&
          (await store.exists(remoteKey));
        if (!skip) await pushTo(store, entry, values);
        pushed[
          property === undefined ? remoteKey : `${remoteKey}/${property}`
        ] = entry;
      }
      synced[`${ref.kind}/${ref.name}`] = pushed;
    }
    await this.#removeNoLongerPushed(synced);
    const now = timestamp();
    await this.#writeStatus(
      {
        type: 'Ready',
        status: 'True',
        reason: 'Synced',
        message: 'PushSecret synced successfully',
      },
      {
        refreshTime: now,
        syncedResourceVersion: resourceVersionOf(this.object),
        syncedPushSecrets: synced,
      },
    );
    if (!readStatus(this.object).refreshTime)
      await this.client.recordEvent(this.object, {
        type: 'Normal',
        reason: 'Synced',
        message: 'PushSecret synced successfully',
        source: 'pushsecret',
      });
  }

  async #removeNoLongerPushed(synced: Synced): Promise<void> {
    if (this.#spec.deletionPolicy !== 'Delete') return;
    const { syncedPushSecrets: previous } = syncedSchema.parse(
      this.object.status ?? {},
    );
    for (const [store, entries] of Object.entries(previous)) {
      const obsolete = Object.entries(entries).filter(
        ([key]) => synced[store]?.[key] === undefined,
      );
      await this.#removeFrom(
        store,
        obsolete.map(([, entry]) => entry),
      );
    }
  }

  async #finalize(finalizers: string[]): Promise<undefined> {
    if (!finalizers.includes(FINALIZER)) return undefined;
    const { syncedPushSecrets } = syncedSchema.parse(this.object.status ?? {});
    for (const [store, entries] of Object.entries(syncedPushSecrets))
      await this.#removeFrom(store, Object.values(entries));
    await this.client.patch(this.#ref, {
      metadata: { finalizers: finalizers.filter(name => name !== FINALIZER) },
    });
    return undefined;
  }

  async #removeFrom(storeName: string, entries: Entry[]): Promise<void> {
    if (entries.length === 0) return;
    const [kind, name] = storeName.split('/');
    const store = await openReferencedStore(
      storeRefSchema.parse({ kind, name }),
      this.#namespace,
      this.client,
      this.context.clusterAt,
    );
    const keys = new Set(entries.map(({ match }) => match.remoteRef.remoteKey));
    for (const key of keys) {
      const properties = entries
        .filter(({ match }) => match.remoteRef.remoteKey === key)
        .map(({ match }) => match.remoteRef.property);
      if (properties.includes(undefined)) await store.removeAll(key);
      else
        await store.remove(
          key,
          properties.filter(property => property !== undefined),
        );
    }
  }

  async #writeStatus(condition: Condition, more: object = {}): Promise<void> {
    const conditions = withCondition(
      conditionsOf(this.object),
      condition,
      timestamp(),
    );
    await this.client.patchStatus(this.#ref, { conditions, ...more });
  }

  get #ref() {
    return {
      ...KIND,
      namespace: this.#namespace,
      name: this.object.metadata.name,
    };
  }
}

/** Without a key the whole source goes, and replaces what is there. */
async function pushTo(
  store: SecretStoreClient,
  { match }: Entry,
  values: SecretValues,
): Promise<void> {
  const { secretKey, remoteRef } = match;
  const { remoteKey, property } = remoteRef;
  if (secretKey === undefined) {
    await store.replace(remoteKey, values);
    return;
  }
  if (property === undefined)
    throw new Error(
      'requires property in RemoteRef to push secret value if secret key is defined',
    );
  const value = values[secretKey];
  if (!value) throw new Error(`secret key ${secretKey} does not exist`);
  await store.write(remoteKey, { [property]: value });
}
