import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { isDeepStrictEqual } from 'node:util';
import type { ReconcileResult } from '../../controllers/controller';
import type { ClusterClient, ObjectRef } from '../../kubernetes/cluster-client';
import { mergePatch } from '../../kubernetes/patch/merge-patch';
import { conditionsOf, withCondition, type Condition } from '../conditions';
import { publishConnectionDetails } from './connection-publisher';
import {
  explaining,
  type BoundKind,
  type ExternalResource,
} from './external-resource';
import {
  ANNOTATION,
  FINALIZER,
  readManagedResource,
  type ManagedResource,
} from './managed-resource';
import { providerConfigRef, readServer } from './provider-config';
import { trackUsage } from './provider-config-usage';
import { resolveReferences } from './references';
import type { SqlGroup } from './sql-group';

/** crossplane-runtime asks to be called again at once; a moment lets the change be seen first. */
const AT_ONCE: ReconcileResult = { requeueAfter: 10 };

type Step = 'connect' | 'observe' | 'create' | 'update' | 'delete';

/** Reasons of the Events about failures, and how `Synced` begins (crossplane-runtime 2.x). */
const FAILURES: Record<
  Step | 'resolve' | 'publish',
  { reason: string; prefix: string }
> = {
  resolve: {
    reason: 'CannotResolveResourceReferences',
    prefix: 'cannot resolve references',
  },
  connect: { reason: 'CannotConnectToProvider', prefix: 'connect failed' },
  observe: {
    reason: 'CannotObserveExternalResource',
    prefix: 'observe failed',
  },
  create: { reason: 'CannotCreateExternalResource', prefix: 'create failed' },
  update: { reason: 'CannotUpdateExternalResource', prefix: 'update failed' },
  delete: { reason: 'CannotDeleteExternalResource', prefix: 'delete failed' },
  publish: {
    reason: 'CannotPublishConnectionDetails',
    prefix: 'cannot publish connection details',
  },
};

export interface ManagedReconcilerOptions {
  client: ClusterClient;
  group: SqlGroup;
  kind: BoundKind;
  pollIntervalMs: number;
  /** Is told what a resource depends on besides itself. */
  onDependency: (resource: ManagedResource, dependency: ObjectRef) => void;
}

/** Brings the managed resources of one kind and their external resources together: crossplane-runtime in small. */
export class ManagedReconciler {
  constructor(private readonly options: ManagedReconcilerOptions) {}

  async reconcile(
    object: KubernetesObject | undefined,
  ): Promise<ReconcileResult | void> {
    if (!object) return undefined;
    return new ManagedPass(this.options, readManagedResource(object)).run();
  }
}

/** One look at one managed resource. */
class ManagedPass {
  readonly #options: ManagedReconcilerOptions;
  #resource: ManagedResource;

  constructor(options: ManagedReconcilerOptions, resource: ManagedResource) {
    this.#options = options;
    this.#resource = resource;
  }

  async run(): Promise<ReconcileResult | void> {
    if (this.#resource.paused) return this.#pause();
    if (!this.#resource.may('Observe')) return this.#refusePolicies();
    if (this.#resource.deleting && !this.#resource.may('Delete'))
      return this.#release();
    if (this.#resource.externalName === undefined) {
      await this.#patch({
        metadata: {
          annotations: { [ANNOTATION.externalName]: this.#resource.ref.name },
        },
      });
    }
    if (!this.#resource.deleting)
      await this.#attempt('resolve', () => this.#resolve());
    const external = await this.#attempt('connect', () => this.#connect());
    return this.#resource.deleting
      ? this.#delete(external)
      : this.#converge(external);
  }

  async #pause(): Promise<void> {
    await this.#event(
      'Normal',
      'ReconciliationPaused',
      'Reconciliation is paused either through the `spec.managementPolicies` or the pause annotation',
    );
    await this.#setStatus([this.#synced('False', 'ReconcilePaused', '')]);
  }

  async #refusePolicies(): Promise<void> {
    const message =
      'The value of the field managementPolicies is not supported: it must contain Observe';
    await this.#event('Warning', 'CannotUseInvalidManagementPolicy', message);
    await this.#setStatus([this.#synced('False', 'ReconcileError', message)]);
  }

  /** Lets go of a resource and leaves what it stood for. */
  async #release(): Promise<void> {
    const finalizers = this.#resource.finalizers.filter(
      name => name !== FINALIZER,
    );
    if (finalizers.length < this.#resource.finalizers.length)
      await this.#patch({ metadata: { finalizers } });
  }

  async #resolve(): Promise<void> {
    const { client, group, kind } = this.#options;
    const values = await resolveReferences(
      client,
      group,
      this.#resource,
      kind.references,
    );
    if (Object.keys(values).length > 0)
      await this.#patch({ spec: { forProvider: values } });
  }

  async #connect(): Promise<ExternalResource> {
    const { client, group, kind, onDependency } = this.#options;
    const config = providerConfigRef(group, this.#resource);
    await explaining('cannot track ProviderConfig usage', () =>
      trackUsage(client, group, this.#resource, config),
    );
    const server = await readServer(client, config, dependency =>
      onDependency(this.#resource, dependency),
    );
    return kind.connect({
      externalName: this.#resource.externalName ?? this.#resource.ref.name,
      resource: this.#resource,
      server,
      client,
    });
  }

  async #delete(external: ExternalResource): Promise<ReconcileResult | void> {
    const { exists } = await this.#attempt('observe', () => external.observe());
    if (!exists) return this.#release();
    await this.#attempt('delete', () => external.delete(), [DELETING]);
    await this.#event(
      'Normal',
      'DeletedExternalResource',
      'Successfully requested deletion of external resource',
    );
    await this.#setStatus([
      DELETING,
      this.#synced('True', 'ReconcileSuccess', ''),
    ]);
    return AT_ONCE;
  }

  async #converge(external: ExternalResource): Promise<ReconcileResult> {
    const observation = await this.#attempt('observe', async () => {
      const observed = await external.observe();
      if (!observed.exists && !this.#resource.may('Create'))
        throw new Error('external resource does not exist');
      return observed;
    });
    if (!this.#resource.finalizers.includes(FINALIZER)) {
      await this.#patch({
        metadata: { finalizers: [...this.#resource.finalizers, FINALIZER] },
      });
    }
    if (!observation.exists) return this.#create(external);
    await this.#attempt('publish', () => this.#publish({}));
    const { lateInitialize = {}, atProvider = {}, upToDate } = observation;
    if (
      Object.keys(lateInitialize).length > 0 &&
      this.#resource.may('LateInitialize')
    ) {
      await this.#patch({ spec: { forProvider: lateInitialize } });
    }
    if (upToDate || !this.#resource.may('Update')) {
      await this.#setStatus(
        [AVAILABLE, this.#synced('True', 'ReconcileSuccess', '')],
        atProvider,
      );
      return { requeueAfter: this.#options.pollIntervalMs };
    }
    return this.#update(external, atProvider);
  }

  async #create(external: ExternalResource): Promise<ReconcileResult> {
    await this.#annotate(ANNOTATION.createPending);
    try {
      const outcome = await this.#attempt('create', () => external.create(), [
        CREATING,
      ]);
      await this.#attempt('publish', () =>
        this.#publish(outcome.connectionDetails ?? {}),
      );
    } catch (error) {
      await this.#annotate(ANNOTATION.createFailed);
      throw error;
    }
    await this.#annotate(ANNOTATION.createSucceeded);
    await this.#event(
      'Normal',
      'CreatedExternalResource',
      'Successfully requested creation of external resource',
    );
    await this.#setStatus([
      CREATING,
      this.#synced('True', 'ReconcileSuccess', ''),
    ]);
    return AT_ONCE;
  }

  async #update(
    external: ExternalResource,
    observed: Record<string, unknown>,
  ): Promise<ReconcileResult> {
    const outcome = await this.#attempt('update', () => external.update(), [
      AVAILABLE,
    ]);
    await this.#attempt('publish', () =>
      this.#publish(outcome.connectionDetails ?? {}),
    );
    if (this.#resource.creationInterrupted)
      await this.#annotate(ANNOTATION.createSucceeded);
    await this.#event(
      'Normal',
      'UpdatedExternalResource',
      'Successfully requested update of external resource',
    );
    await this.#setStatus(
      [AVAILABLE, this.#synced('True', 'ReconcileSuccess', '')],
      { ...observed, ...outcome.atProvider },
    );
    return { requeueAfter: this.#options.pollIntervalMs };
  }

  #publish(details: Record<string, string>): Promise<void> {
    return publishConnectionDetails(
      this.#options.client,
      this.#resource,
      details,
    );
  }

  /** Does a step; when it fails, says so in Event and status and lets the queue try again later. */
  async #attempt<T>(
    step: keyof typeof FAILURES,
    work: () => Promise<T>,
    conditions: Condition[] = [],
  ): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const { reason, prefix } = FAILURES[step];
      await this.#event('Warning', reason, message);
      await this.#setStatus([
        ...conditions,
        this.#synced('False', 'ReconcileError', `${prefix}: ${message}`),
      ]);
      throw error;
    }
  }

  #synced(
    status: 'True' | 'False',
    reason: string,
    message: string,
  ): Condition {
    const { generation } = this.#resource;
    return {
      type: 'Synced',
      status,
      reason,
      observedGeneration: generation,
      ...(message !== '' && { message }),
    };
  }

  async #annotate(annotation: string): Promise<void> {
    await this.#patch({
      metadata: { annotations: { [annotation]: new Date().toISOString() } },
    });
  }

  async #patch(patch: object): Promise<void> {
    this.#resource = readManagedResource(
      await this.#options.client.patch(this.#resource.ref, patch),
    );
  }

  async #setStatus(
    conditions: Condition[],
    atProvider?: Record<string, unknown>,
  ): Promise<void> {
    const { object, ref } = this.#resource;
    const now = `${new Date().toISOString().slice(0, 19)}Z`;
    const status = {
      conditions: conditions.reduce<Condition[]>(
        (all, next) => withCondition(all, next, now),
        conditionsOf(object),
      ),
      ...(atProvider && Object.keys(atProvider).length > 0 && { atProvider }),
    };
    const before = object.status ?? {};
    if (isDeepStrictEqual(mergePatch(before, status), before)) return;
    this.#resource = readManagedResource(
      await this.#options.client.patchStatus(ref, status),
    );
  }

  async #event(
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
  ): Promise<void> {
    const { client, group, kind } = this.#options;
    const source = `managed/${kind.kind.toLowerCase()}.${
      group.apiVersion.split('/')[0]
    }`;
    await client.recordEvent(this.#resource.object, {
      type,
      reason,
      message,
      source,
    });
  }
}

const AVAILABLE: Condition = {
  type: 'Ready',
  status: 'True',
  reason: 'Available',
};
const CREATING: Condition = {
  type: 'Ready',
  status: 'False',
  reason: 'Creating',
};
const DELETING: Condition = {
  type: 'Ready',
  status: 'False',
  reason: 'Deleting',
};
