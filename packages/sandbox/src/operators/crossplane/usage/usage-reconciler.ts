import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { isDeepStrictEqual } from 'node:util';
import { refOf } from '../../../controllers/object-ref';
import {
  isNotFound,
  type ClusterClient,
  type ObjectRef,
} from '../../../kubernetes/cluster-client';
import { timestamp } from '../../../kubernetes/timestamp';
import type { Log } from '../../../log';
import { conditionsOf } from '../../conditions';
import {
  available,
  observedAt,
  setConditions,
} from '../../crossplane-runtime/conditions';
import {
  addFinalizer,
  patchMetadata,
  removeFinalizer,
} from '../../crossplane-runtime/metadata';
import { inContext, ReconcileFailure } from '../failure';
import { COMPOSITE_LABEL, IN_USE_LABEL } from '../kinds';
import { DELETION_ATTEMPT_ANNOTATION } from './deletion-admission';
import {
  readUsage,
  usageDetails,
  usagesOf,
  type UsageResource,
  type UsageSpec,
} from './usage';
import { resolveSelectors } from './usage-selectors';

const FINALIZER = 'usage.apiextensions.crossplane.io';
const DETAILS_ANNOTATION = 'crossplane.io/usage-details';
/** The deletion is replayed when the Usage has surely gone. */
const REPLAY_DELAY_MS = 100;

/** One look at one Usage (Crossplane 2.3, protection/usage/reconciler.go). */
export class UsageReconciler {
  #usage: KubernetesObject;

  constructor(
    private readonly client: ClusterClient,
    private readonly log: Log,
    usage: KubernetesObject,
  ) {
    this.#usage = usage;
  }

  /** @returns the Usage, with its selectors resolved */
  async run(): Promise<KubernetesObject> {
    try {
      this.#usage = await inContext(
        'ResolveSelectors',
        'cannot resolve selectors',
        () => resolveSelectors(this.client, this.#usage),
      );
      if (this.#usage.metadata.deletionTimestamp) await this.#finalize();
      else await this.#protect();
    } catch (error) {
      if (error instanceof ReconcileFailure)
        await this.#event('Warning', error.eventReason, error.message);
      throw error;
    }
    return this.#usage;
  }

  async #protect(): Promise<void> {
    const before = this.#usage;
    this.#usage = await addFinalizer(this.client, this.#usage, FINALIZER);
    await this.#annotate();
    const used = await inContext('GetUsedResource', 'cannot get used', () =>
      this.#existing(this.#spec.of),
    );
    if (used.metadata.labels?.[IN_USE_LABEL] !== 'true') {
      await inContext(
        'AddInUseLabel',
        'cannot add in use label to the used resource',
        () =>
          patchMetadata(this.client, used, {
            labels: { [IN_USE_LABEL]: 'true' },
          }),
      );
    }
    const { by } = this.#spec;
    if (by) await this.#ownBy(by);
    const condition = observedAt(available(), this.#usage.metadata.generation);
    const known = conditionsOf(this.#usage);
    const conditions = setConditions(known, [condition], timestamp());
    if (!isDeepStrictEqual(known, conditions)) {
      this.#usage = await this.client.patchStatus(refOf(this.#usage), {
        conditions,
      });
    }
    if (
      this.#usage.metadata.resourceVersion !== before.metadata.resourceVersion
    ) {
      await this.#event(
        'Normal',
        'UsageConfigured',
        'Usage configured successfully.',
      );
    }
  }

  async #annotate(): Promise<void> {
    const details = usageDetails(this.#spec);
    if (this.#usage.metadata.annotations?.[DETAILS_ANNOTATION] === details)
      return;
    this.#usage = await patchMetadata(this.client, this.#usage, {
      annotations: { [DETAILS_ANNOTATION]: details },
    });
  }

  /** Without the resource that uses, there is no usage: it owns the Usage. */
  async #ownBy(by: UsageResource): Promise<void> {
    const using = await inContext('GetUsingResource', 'cannot get using', () =>
      this.#existing(by),
    );
    const { apiVersion, kind, metadata } = using;
    const { ownerReferences = [] } = this.#usage.metadata;
    if (ownerReferences.some(({ uid }) => uid === metadata.uid)) return;
    const owner = { apiVersion, kind, name: metadata.name, uid: metadata.uid };
    this.#usage = await inContext(
      'AddOwnerRefToUsage',
      'cannot update usage resource with owner ref',
      () =>
        patchMetadata(this.client, this.#usage, {
          ownerReferences: [...ownerReferences, owner],
        }),
    );
  }

  async #finalize(): Promise<void> {
    const { of, by, replayDeletion } = this.#spec;
    if (
      by &&
      this.#usage.metadata.labels?.[COMPOSITE_LABEL] &&
      (await this.#find(by))
    ) {
      const { name } = by.resourceRef ?? {};
      const message = `Waiting for the using resource (which is a "${by.kind}" named "${name}") to be deleted.`;
      await this.#event('Normal', 'WaitingUsingDeleted', message);
      return;
    }
    const used = await this.#find(of);
    if (used && (await usagesOf(this.client, used)).length < 2) {
      await inContext(
        'RemoveInUseLabel',
        'cannot remove in use label from the used resource',
        () =>
          patchMetadata(this.client, used, {
            labels: { [IN_USE_LABEL]: null },
          }),
      );
    }
    if (used && replayDeletion) this.#replay(used);
    this.#usage = await removeFinalizer(this.client, this.#usage, FINALIZER);
  }

  /** Does what was refused, after this Usage has gone. A restart in between is made up for by whoever deletes. */
  #replay(used: KubernetesObject): void {
    const policy = used.metadata.annotations?.[DELETION_ATTEMPT_ANNOTATION];
    if (
      policy !== 'Background' &&
      policy !== 'Foreground' &&
      policy !== 'Orphan'
    )
      return;
    setTimeout(() => {
      this.client
        .delete(refOf(used), {
          propagationPolicy: policy,
          preconditions: { uid: used.metadata.uid },
        })
        .catch(error => {
          if (!isNotFound(error))
            this.log.debug(
              `replayed deletion of ${used.kind} ${used.metadata.name}: ${error.message}`,
            );
        });
    }, REPLAY_DELAY_MS).unref();
  }

  async #existing(resource: UsageResource): Promise<KubernetesObject> {
    const found = await this.#find(resource);
    if (found) return found;
    throw new Error(
      `${resource.kind} "${resource.resourceRef?.name}" not found`,
    );
  }

  async #find(resource: UsageResource): Promise<KubernetesObject | undefined> {
    return this.client.serves(resource)
      ? this.client.get(this.#refOf(resource))
      : undefined;
  }

  #refOf({ apiVersion, kind, resourceRef }: UsageResource): ObjectRef {
    const namespace = resourceRef?.namespace ?? this.#usage.metadata.namespace;
    return {
      apiVersion,
      kind,
      name: resourceRef?.name ?? '',
      ...(namespace !== undefined &&
      this.client.isNamespaced({ apiVersion, kind })
        ? { namespace }
        : {}),
    };
  }

  get #spec(): UsageSpec {
    return readUsage(this.#usage);
  }

  async #event(
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
  ): Promise<void> {
    const source = `usage/${this.#usage.kind.toLowerCase()}.protection.crossplane.io`;
    await this.client.recordEvent(this.#usage, {
      type,
      reason,
      message,
      source,
    });
  }
}
