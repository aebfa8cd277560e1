import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { isDeepStrictEqual } from 'node:util';
import {
  keyOf,
  startController,
  type ReconcileResult,
} from '../../controllers/controller';
import type {
  ClusterClient,
  KindRef,
  ObjectRef,
  WatchEvent,
} from '../../kubernetes/cluster-client';
import { mergePatch } from '../../kubernetes/patch/merge-patch';
import type { Log } from '../../log';
import { Dependencies } from '../dependencies';
import { AtlasError, PendingError } from './atlas-error';
import {
  failedStatus,
  pendingStatus,
  readStatus,
  readyStatus,
  reconcilingStatus,
  type Moment,
} from './status';
import { References } from './target';

/** Atlas Operator 0.7: `failed * 5s`, and the pause while something is waited for. */
const RETRY_MS = 5_000;

/** What a reconcile that succeeded leaves. */
export interface Applied {
  /** Fields of the status. */
  status: object;
  /** Message of Ready. */
  message: string;
  /** For the Event. */
  event: string;
}

/** How one of the two kinds is reconciled. */
export interface AtlasKind {
  kind: KindRef;
  backoffLimit(object: KubernetesObject): number;
  /** @param announce - says that work is in progress, before it begins */
  apply(
    object: KubernetesObject,
    references: References,
    announce: (message: string) => Promise<void>,
  ): Promise<Applied>;
}

/** After success and after most failures nothing but a change of the spec counts. */
function generationChanges(): (event: WatchEvent) => boolean {
  const known = new Map<string | undefined, number | undefined>();
  return ({ type, object }) => {
    const { uid, generation } = object.metadata;
    if (type === 'DELETED') return known.delete(uid);
    if (known.get(uid) === generation) return false;
    known.set(uid, generation);
    return true;
  };
}

/** One look at one resource. */
class AtlasPass {
  #object: KubernetesObject;

  constructor(
    private readonly client: ClusterClient,
    private readonly kind: AtlasKind,
    object: KubernetesObject,
    private readonly onDependency: (ref: ObjectRef) => void,
  ) {
    this.#object = object;
  }

  async run(): Promise<ReconcileResult | undefined> {
    if (readStatus(this.#object.status).isNew) {
      await this.#setStatus(
        reconcilingStatus(this.#object.status, 'Reconciling', this.#moment),
      );
    }
    const references = new References(
      this.client,
      this.#object.metadata.namespace ?? '',
      this.onDependency,
    );
    try {
      const applied = await this.kind.apply(this.#object, references, message =>
        this.#announce(message),
      );
      await this.#setStatus(
        readyStatus(
          this.#object.status,
          applied.status,
          applied.message,
          this.#moment,
        ),
      );
      await this.#event('Normal', 'Applied', applied.event);
      return undefined;
    } catch (error) {
      if (error instanceof PendingError) return this.#pend(error);
      if (error instanceof AtlasError) return this.#fail(error);
      throw error;
    }
  }

  async #announce(message: string): Promise<void> {
    if (!readStatus(this.#object.status).isReady) return;
    await this.#setStatus(
      reconcilingStatus(this.#object.status, message, this.#moment),
    );
  }

  async #pend(error: PendingError): Promise<ReconcileResult> {
    await this.#setStatus(
      pendingStatus(this.#object.status, error, this.#moment),
    );
    await this.#event('Warning', error.reason, error.message);
    return { requeueAfter: RETRY_MS };
  }

  async #fail(error: AtlasError): Promise<ReconcileResult | undefined> {
    await this.#setStatus(
      failedStatus(this.#object.status, error, this.#moment),
    );
    const { failed } = readStatus(this.#object.status);
    const limit = this.kind.backoffLimit(this.#object);
    await this.#event('Warning', eventReason(error), error.message);
    if (!error.transient) return undefined;
    if (limit !== 0 && failed > limit) {
      await this.#event(
        'Warning',
        'BackoffLimitExceeded',
        'backoff limit exceeded',
      );
      return undefined;
    }
    return { requeueAfter: failed * RETRY_MS };
  }

  get #moment(): Moment {
    return {
      generation: this.#object.metadata.generation ?? 1,
      now: `${new Date().toISOString().slice(0, 19)}Z`,
    };
  }

  async #setStatus(status: object): Promise<void> {
    const before = this.#object.status ?? {};
    if (isDeepStrictEqual(mergePatch(before, status), before)) return;
    const { namespace, name } = this.#object.metadata;
    this.#object = await this.client.patchStatus(
      { ...this.kind.kind, namespace, name },
      status,
    );
  }

  async #event(
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
  ): Promise<void> {
    const source = `${this.kind.kind.kind.toLowerCase()}-controller`;
    await this.client.recordEvent(this.#object, {
      type,
      reason,
      message,
      source,
    });
  }
}

function eventReason({ reason, transient }: AtlasError): string {
  if (reason === 'ProtectedFlowError' || reason === 'FirstRunDestructive')
    return reason;
  return transient ? 'TransientErr' : 'Error';
}

/** Watches the resources of a kind, and the ConfigMaps and Secrets that they wait for. */
export function startAtlasKind(
  client: ClusterClient,
  kind: AtlasKind,
  log: Log,
): () => Promise<void> {
  const dependencies = new Dependencies();
  const dependents = (object: KubernetesObject) =>
    dependencies.dependentsOf(object);
  return startController({
    name: `atlas/${kind.kind.kind.toLowerCase()}`,
    client,
    for: kind.kind,
    predicate: generationChanges(),
    watches: ['ConfigMap', 'Secret'].map(name => ({
      client,
      kind: { apiVersion: 'v1', kind: name },
      map: dependents,
    })),
    reconcile: async (_key, object) => {
      if (!object || object.metadata.deletionTimestamp) return undefined;
      return new AtlasPass(client, kind, object, ref =>
        dependencies.add(keyOf(object), ref),
      ).run();
    },
    log,
  });
}
