import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import type { ReconcileResult } from '../../controllers/controller';
import type { ClusterClient } from '../../kubernetes/cluster-client';
import { timestamp } from '../../kubernetes/timestamp';
import { conditionsOf, type Condition } from '../conditions';
import {
  creating,
  deleting,
  observedAt,
  reconcileError,
  reconcilePaused,
  reconcileSuccess,
  setConditions,
} from './conditions';
import { publishConnectionDetails } from './connection-secret';
import type { ExternalResource, Observation } from './external-resource';
import {
  ANNOTATION,
  readManagedResource,
  type ManagedResource,
} from './managed-resource';
import { addFinalizer, patchMetadata, removeFinalizer } from './metadata';

const FINALIZER = 'finalizer.managedresource.crossplane.io';
/** crossplane-runtime asks to be called again at once; a moment lets the change be seen first. */
const AT_ONCE: ReconcileResult = { requeueAfter: 10 };
const WHILE_DELETING: ReconcileResult = { requeueAfter: 250 };

/** Reasons of the Events about failures, and how `Synced` begins (crossplane-runtime 2.3, managed/reconciler.go). */
const FAILURES = {
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
} as const;

export interface ManagedReconcilerOptions {
  client: ClusterClient;
  /** Source of Events, such as `managed/object.kubernetes.m.crossplane.io`. */
  eventSource: string;
  /** Gives values for fields of `forProvider` that are given by reference. */
  resolveReferences?(
    resource: ManagedResource,
  ): Promise<Record<string, unknown>>;
  connect(resource: ManagedResource): Promise<ExternalResource>;
  /** Called before a finalizer is set and before it is taken away. */
  onAdopt?(resource: ManagedResource): Promise<void>;
  onRelease?(resource: ManagedResource): Promise<void>;
  /** How long to wait after an update; the update is looked at at once by default. */
  requeueAfterUpdate?: number;
  /** How long to wait before the external resource is looked at again. */
  pollInterval(observation: Observation): number;
}

/** One look at one managed resource: brings it and its external resource together. */
export class ManagedReconciler {
  #resource: ManagedResource;

  constructor(
    private readonly options: ManagedReconcilerOptions,
    object: KubernetesObject,
  ) {
    this.#resource = readManagedResource(object);
  }

  async run(): Promise<ReconcileResult> {
    if (this.#resource.isPaused) return this.#pause();
    if (!this.#resource.may('Observe')) return this.#refusePolicies();
    if (this.#resource.isDeleted && !this.#resource.may('Delete'))
      return this.#release();
    if (this.#resource.externalName === undefined) {
      await this.#annotate(ANNOTATION.externalName, this.#resource.ref.name);
    }
    if (!this.#resource.isDeleted) {
      await this.#attempt('resolve', () => this.#resolve());
    }
    const external = await this.#attempt('connect', () =>
      this.options.connect(this.#resource),
    );
    try {
      return await (this.#resource.isDeleted
        ? this.#delete(external)
        : this.#converge(external));
    } finally {
      await external.disconnect?.();
    }
  }

  async #resolve(): Promise<void> {
    const values = await this.options.resolveReferences?.(this.#resource);
    if (values) await this.#setParameters(values);
  }

  async #pause(): Promise<ReconcileResult> {
    const message =
      'Reconciliation is paused either through the `spec.managementPolicies` or the pause annotation';
    await this.#event('Normal', 'ReconciliationPaused', message);
    await this.#writeStatus([reconcilePaused(message)]);
    return {};
  }

  async #refusePolicies(): Promise<ReconcileResult> {
    const message = `\`spec.managementPolicies\` is set to a value([${this.#resource.policies.join(
      ' ',
    )}]) which is not supported. Check docs for supported policies`;
    await this.#event('Warning', 'CannotUseInvalidManagementPolicy', message);
    await this.#writeStatus([reconcileError(message)]);
    return {};
  }

  /** Lets go of a managed resource. */
  async #release(): Promise<ReconcileResult> {
    await this.options.onRelease?.(this.#resource);
    await removeFinalizer(
      this.options.client,
      this.#resource.object,
      FINALIZER,
    );
    return {};
  }

  async #delete(external: ExternalResource): Promise<ReconcileResult> {
    const { exists } = await this.#attempt('observe', () => external.observe());
    if (!exists) return this.#release();
    await this.#attempt('delete', () => external.delete(), [deleting()]);
    await this.#event(
      'Normal',
      'DeletedExternalResource',
      'Successfully requested deletion of external resource',
    );
    await this.#writeStatus([deleting(), reconcileSuccess()]);
    return WHILE_DELETING;
  }

  async #converge(external: ExternalResource): Promise<ReconcileResult> {
    const observation = await this.#attempt('observe', async () => {
      const observed = await external.observe();
      if (!observed.exists && !this.#resource.may('Create')) {
        throw new Error('external resource does not exist');
      }
      return observed;
    });
    await this.options.onAdopt?.(this.#resource);
    this.#become(
      await addFinalizer(this.options.client, this.#resource.object, FINALIZER),
    );
    if (!observation.exists) return this.#create(external);
    const { connectionDetails = {}, upToDate, ready, atProvider } = observation;
    await this.#attempt('publish', () => this.#publish(connectionDetails));
    if (this.#resource.may('LateInitialize')) {
      await this.#setParameters(observation.lateInitialize ?? {});
    }
    if (!upToDate && this.#resource.may('Update'))
      return this.#update(external, observation);
    await this.#writeStatus(
      [...optional(ready), reconcileSuccess()],
      atProvider,
    );
    return { requeueAfter: this.options.pollInterval(observation) };
  }

  async #create(external: ExternalResource): Promise<ReconcileResult> {
    await this.#annotate(ANNOTATION.createPending, new Date().toISOString());
    const {
      ready,
      atProvider,
      connectionDetails = {},
    } = await this.#attempt('create', () => external.create(), [
      creating(),
    ]).catch(async error => {
      await this.#annotate(ANNOTATION.createFailed, new Date().toISOString());
      throw error;
    });
    // Published first: once the creation counts as complete, nobody looks for its details again.
    await this.#attempt('publish', () => this.#publish(connectionDetails));
    await this.#annotate(ANNOTATION.createSucceeded, new Date().toISOString());
    await this.#event(
      'Normal',
      'CreatedExternalResource',
      'Successfully requested creation of external resource',
    );
    await this.#writeStatus(
      [ready ?? creating(), reconcileSuccess()],
      atProvider,
    );
    return AT_ONCE;
  }

  async #update(
    external: ExternalResource,
    observation: Extract<Observation, { exists: true }>,
  ): Promise<ReconcileResult> {
    const before = optional(observation.ready);
    const {
      ready,
      atProvider,
      connectionDetails = {},
    } = await this.#attempt('update', () => external.update(), before);
    await this.#attempt('publish', () => this.#publish(connectionDetails));
    if (this.#resource.isCreateIncomplete) {
      await this.#annotate(
        ANNOTATION.createSucceeded,
        new Date().toISOString(),
      );
    }
    await this.#event(
      'Normal',
      'UpdatedExternalResource',
      'Successfully requested update of external resource',
    );
    await this.#writeStatus(
      [...optional(ready ?? observation.ready), reconcileSuccess()],
      atProvider ?? observation.atProvider,
    );
    const { requeueAfterUpdate } = this.options;
    return requeueAfterUpdate === undefined
      ? AT_ONCE
      : { requeueAfter: requeueAfterUpdate };
  }

  #publish(
    details: Parameters<typeof publishConnectionDetails>[2],
  ): Promise<void> {
    return publishConnectionDetails(
      this.options.client,
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
      await this.#writeStatus([
        ...conditions,
        reconcileError(`${prefix}: ${message}`),
      ]);
      throw error;
    }
  }

  async #setParameters(values: Record<string, unknown>): Promise<void> {
    if (Object.keys(values).length === 0) return;
    const { client } = this.options;
    this.#become(
      await client.patch(this.#resource.ref, { spec: { forProvider: values } }),
    );
  }

  async #annotate(annotation: string, value: string): Promise<void> {
    this.#become(
      await patchMetadata(this.options.client, this.#resource.object, {
        annotations: { [annotation]: value },
      }),
    );
  }

  /** Only `Synced` carries the generation that it is about. */
  async #writeStatus(
    next: readonly Condition[],
    atProvider?: object,
  ): Promise<void> {
    const { object, ref } = this.#resource;
    const { generation } = object.metadata;
    const conditions = setConditions(
      conditionsOf(object),
      next.map(condition =>
        condition.type === 'Synced'
          ? observedAt(condition, generation)
          : condition,
      ),
      timestamp(),
    );
    this.#become(
      await this.options.client.patchStatus(ref, {
        conditions,
        ...(atProvider && { atProvider }),
      }),
    );
  }

  #become(object: KubernetesObject): void {
    this.#resource = readManagedResource(object);
  }

  async #event(
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
  ): Promise<void> {
    const { client, eventSource: source } = this.options;
    await client.recordEvent(this.#resource.object, {
      type,
      reason,
      message,
      source,
    });
  }
}

function optional(condition: Condition | undefined): Condition[] {
  return condition ? [condition] : [];
}
