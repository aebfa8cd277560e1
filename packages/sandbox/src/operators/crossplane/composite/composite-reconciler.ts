import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { refOf } from '../../../controllers/object-ref';
import type { ReconcileResult } from '../../../controllers/controller';
import type { ClusterClient } from '../../../kubernetes/cluster-client';
import type { Log } from '../../../log';
import { conditionsOf, type Condition } from '../../conditions';
import {
  deleting,
  reconcileError,
  reconcilePaused,
  reconcileSuccess,
} from '../../crossplane-runtime/conditions';
import {
  addFinalizer,
  isPaused,
  patchMetadata,
  removeFinalizer,
} from '../../crossplane-runtime/metadata';
import {
  readRevision,
  type CompositionRevision,
} from '../composition/composition-revision';
import {
  selectComposition,
  selectRevision,
} from '../composition/composition-selection';
import {
  compositeKind,
  type CompositeDefinition,
} from '../definition/composite-definition';
import { inContext, isInvalid, ReconcileFailure } from '../failure';
import { COMPOSITE_LABEL } from '../kinds';
import type { AppliedResources } from './applied-resources';
import { composedConditions, unknownConditions } from './composite-conditions';
import { Composer, type CompositionOutcome } from './composer';
import { writeConditions } from './composite-status';
import { machineryPatch, readMachinery } from './machinery';
import type { PipelineResult, RunFunction } from './pipeline';

const EVENT_SOURCE =
  'defined/compositeresourcedefinition.apiextensions.crossplane.io';
const FINALIZER = 'composite.apiextensions.crossplane.io';
const PAUSED_MESSAGE =
  'Reconciliation (including deletion) is paused via the pause annotation';
const COMPOSE_CONTEXT = 'cannot compose resources';

/** Reasons of Events about a composite resource. */
const REASON = {
  select: 'SelectComposition',
  compose: 'ComposeResources',
  initialize: 'InitializeCompositeResource',
  delete: 'DeleteCompositeResource',
  paused: 'ReconciliationPaused',
} as const;

export interface CompositeReconcilerOptions {
  client: ClusterClient;
  definition: CompositeDefinition;
  runFunction: RunFunction;
  /** What was applied of this composite resource before. */
  applied: AppliedResources;
  /** Is told what was composed and has to be watched. */
  onComposed: (outcome: CompositionOutcome) => void;
  log: Log;
}

/** One look at one composite resource (Crossplane 2.3, composite/reconciler.go). */
export class CompositeReconciler {
  #composite: KubernetesObject;
  /** What the pipeline came to before it gave up. */
  #failed: PipelineResult | undefined;

  constructor(
    private readonly options: CompositeReconcilerOptions,
    composite: KubernetesObject,
  ) {
    this.#composite = composite;
  }

  async run(): Promise<ReconcileResult> {
    if (isPaused(this.#composite)) return this.#pause();
    if (this.#composite.metadata.deletionTimestamp) return this.#finalize();
    try {
      await inContext(
        REASON.initialize,
        'cannot add composite resource finalizer',
        async () => {
          this.#composite = await addFinalizer(
            this.#client,
            this.#composite,
            FINALIZER,
          );
        },
      );
      const revision = await this.#selectRevision();
      return await this.#compose(revision);
    } catch (error) {
      if (error instanceof ReconcileFailure) await this.#reportFailure(error);
      throw error;
    }
  }

  async #pause(): Promise<ReconcileResult> {
    await this.#event(
      'Normal',
      REASON.paused,
      'Reconciliation is paused via the pause annotation',
    );
    await this.#writeConditions([reconcilePaused(PAUSED_MESSAGE)]);
    return {};
  }

  /** The composed resources are deleted in the background, by their owner references. */
  async #finalize(): Promise<ReconcileResult> {
    this.#composite = await removeFinalizer(
      this.#client,
      this.#composite,
      FINALIZER,
    );
    // A foreground deletion keeps the composite resource until its dependents are gone.
    const left = await this.#client.get(refOf(this.#composite));
    if (left) await this.#writeConditions([deleting(), reconcileSuccess()]);
    return {};
  }

  async #selectRevision(): Promise<CompositionRevision> {
    const compositionName = await inContext(
      REASON.select,
      'cannot select Composition',
      () => this.#selectComposition(),
    );
    const revision = await inContext(
      REASON.compose,
      'cannot fetch Composition',
      () => selectRevision(this.#client, compositionName, this.#machinery),
    );
    const { name } = revision.metadata;
    if (this.#machinery.compositionRevisionRef?.name !== name) {
      await this.#patchMachinery({ compositionRevisionRef: { name } });
      await this.#event(
        'Normal',
        REASON.select,
        `Selected composition revision: ${name}`,
      );
    }
    const spec = readRevision(revision);
    await inContext(REASON.compose, 'cannot configure composite resource', () =>
      this.#configure(spec),
    );
    return spec;
  }

  async #selectComposition(): Promise<string> {
    const { definition } = this.options;
    const kind = compositeKind(definition);
    const { name, event } = await selectComposition(
      this.#client,
      definition,
      kind,
      this.#machinery,
    );
    if (this.#machinery.compositionRef?.name === name) return name;
    await this.#patchMachinery({ compositionRef: { name } });
    if (event) await this.#event('Normal', 'CompositionSelection', event);
    await this.#event(
      'Normal',
      REASON.select,
      `Successfully selected composition: ${name}`,
    );
    return name;
  }

  async #configure({ compositeTypeRef }: CompositionRevision): Promise<void> {
    const { apiVersion, kind, metadata } = this.#composite;
    if (
      compositeTypeRef.apiVersion !== apiVersion ||
      compositeTypeRef.kind !== kind
    ) {
      throw new Error(
        'referenced composition is not compatible with this composite resource',
      );
    }
    if (metadata.labels?.[COMPOSITE_LABEL] === undefined) {
      this.#composite = await patchMetadata(this.#client, this.#composite, {
        labels: { [COMPOSITE_LABEL]: metadata.name },
      });
    }
  }

  async #compose(revision: CompositionRevision): Promise<ReconcileResult> {
    const { definition, runFunction, applied, onComposed } = this.options;
    const composer = new Composer(
      this.#client,
      this.#composite,
      definition.spec.scope,
      runFunction,
      applied,
    );
    const outcome = await inContext(REASON.compose, COMPOSE_CONTEXT, () =>
      composer.compose(revision),
    );
    onComposed(outcome);
    const { pipeline, outcomes } = outcome;
    if (pipeline.fatal) {
      this.#failed = pipeline;
      throw new ReconcileFailure(
        REASON.compose,
        COMPOSE_CONTEXT,
        pipeline.fatal,
      );
    }
    await this.#recordEvents(pipeline);
    for (const { name } of outcomes.filter(({ synced }) => !synced)) {
      await this.#event(
        'Normal',
        REASON.compose,
        `Composed resource "${name}" is not yet valid`,
      );
    }
    const ready = pipeline.desired.composite?.ready ?? 'READY_UNSPECIFIED';
    await this.#writeConditions(
      composedConditions(outcomes, ready),
      pipeline.conditions,
    );
    return pipeline.ttlMs === undefined ? {} : { requeueAfter: pipeline.ttlMs };
  }

  /** An error of a reconcile becomes a Warning and Synced False; Ready stays as it is. */
  async #reportFailure(failure: ReconcileFailure): Promise<void> {
    await this.#event('Warning', failure.eventReason, failure.message);
    const composing =
      failure.eventReason === REASON.compose &&
      failure.message.startsWith(COMPOSE_CONTEXT);
    const message =
      composing && isInvalid(failure)
        ? `${COMPOSE_CONTEXT}: some resources were invalid, check events`
        : failure.message;
    if (this.#failed) await this.#recordEvents(this.#failed);
    const said = this.#failed?.conditions ?? [];
    const unknown = composing
      ? unknownConditions(
          conditionsOf(this.#composite),
          said.map(({ type }) => type),
        )
      : [];
    await this.#writeConditions([reconcileError(message), ...unknown], said);
  }

  async #recordEvents({ events }: PipelineResult): Promise<void> {
    for (const { type, reason, message } of events)
      await this.#event(type, reason, message);
  }

  #writeConditions(
    own: readonly Condition[],
    custom?: readonly Condition[],
  ): Promise<void> {
    const { client, log } = this.options;
    return writeConditions(client, log, this.#composite, { own, custom });
  }

  async #event(
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
  ): Promise<void> {
    await this.#client.recordEvent(this.#composite, {
      type,
      reason,
      message,
      source: EVENT_SOURCE,
    });
  }

  async #patchMachinery(
    fields: Parameters<typeof machineryPatch>[1],
  ): Promise<void> {
    const patch = machineryPatch(this.options.definition.spec.scope, fields);
    const { resourceVersion } = this.#composite.metadata;
    this.#composite = await this.#client.patch(refOf(this.#composite), {
      ...patch,
      metadata: { resourceVersion },
    });
  }

  get #machinery() {
    return readMachinery(this.#composite, this.options.definition.spec.scope);
  }

  get #client(): ClusterClient {
    return this.options.client;
  }
}
