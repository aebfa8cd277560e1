import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { isDeepStrictEqual } from 'node:util';
import { refOf } from '../../../controllers/object-ref';
import {
  isNotFound,
  type ClusterClient,
} from '../../../kubernetes/cluster-client';
import { controllerOf, patchMetadata } from '../../crossplane-runtime/metadata';
import type { CompositionRevision } from '../composition/composition-revision';
import type { CompositeScope } from '../definition/composite-definition';
import { isInvalid, messageOf, wrap } from '../failure';
import { COMPOSITE_LABEL } from '../kinds';
import type { AppliedResources } from './applied-resources';
import type { ComposedOutcome } from './composite-conditions';
import {
  composedFieldManager,
  renderComposed,
  resourceRefs,
  type ComposedResource,
} from './composed-resource';
import { machineryPatch, readMachinery } from './machinery';
import { observeComposed, type ObservedResources } from './observed-resources';
import { Pipeline, type PipelineResult, type RunFunction } from './pipeline';

/** Owns what Crossplane writes into a composite resource. */
const COMPOSITE_FIELD_MANAGER = 'apiextensions.crossplane.io/composite';
const EVENT_REASON = 'ComposeResources';

/** A composite resource with its composed resources applied. */
export interface CompositionOutcome {
  pipeline: PipelineResult;
  composed: ComposedResource[];
  outcomes: ComposedOutcome[];
}

/**
 * Composes the resources of one composite resource: observes, runs the pipeline,
 * deletes what is no longer desired, writes down what it is about to make, and applies
 * it (Crossplane 2.3, composition_functions.go). Every step can be the last one: a
 * reconcile that was cut off is done again and comes to the same.
 */
export class Composer {
  constructor(
    private readonly client: ClusterClient,
    private readonly composite: KubernetesObject,
    private readonly scope: CompositeScope,
    private readonly runFunction: RunFunction,
    private readonly applied: AppliedResources,
  ) {}

  /** With `pipeline.fatal` set nothing was changed. */
  async compose({
    pipeline: steps,
  }: CompositionRevision): Promise<CompositionOutcome> {
    const observed = await this.#observe();
    const pipeline = await new Pipeline(this.client, this.runFunction, {
      composite: this.composite,
      resources: observed,
    }).run(steps);
    if (pipeline.fatal) return { pipeline, composed: [], outcomes: [] };
    const composed = this.#render(pipeline, observed);
    await this.#collectGarbage(observed, composed);
    await this.#writeRefs(composed);
    const outcomes = await this.#applyAll(composed, observed, pipeline);
    await this.#writeStatus(pipeline);
    return { pipeline, composed, outcomes };
  }

  async #observe(): Promise<ObservedResources> {
    const { resourceRefs: refs } = readMachinery(this.composite, this.scope);
    try {
      return await observeComposed(this.client, this.composite, refs);
    } catch (error) {
      throw wrap('cannot get existing composed resources', error);
    }
  }

  #render(
    { desired, events }: PipelineResult,
    observed: ObservedResources,
  ): ComposedResource[] {
    const composed = Object.entries(desired.resources)
      .map(([name, resource]) =>
        renderComposed(this.composite, name, resource, observed[name]?.object),
      )
      .sort((left, right) => (left.name < right.name ? -1 : 1));
    for (const { name, object, overriddenNamespace } of composed) {
      if (this.scope === 'Namespaced' && !this.client.isNamespaced(object)) {
        throw new Error(
          `cannot apply cluster scoped composed resource "${name}" (a ${
            object.kind
          } named ${
            desired.resources[name].resource.metadata.name ?? ''
          }) for a namespaced composite resource.`,
        );
      }
      if (overriddenNamespace) {
        events.push({
          type: 'Warning',
          reason: 'NamespaceOverridden',
          message: `Composed resource "${name}" has namespace "${overriddenNamespace}", but a namespaced composite resource composes in its own namespace "${object.metadata.namespace}" only.`,
        });
      }
    }
    return composed;
  }

  /** Deletes what is no longer desired, before it is forgotten. */
  async #collectGarbage(
    observed: ObservedResources,
    composed: ComposedResource[],
  ): Promise<void> {
    const desired = new Set(composed.map(({ name }) => name));
    const dropped = Object.entries(observed).filter(
      ([name]) => !desired.has(name),
    );
    for (const [name, { object }] of dropped) {
      if (controllerOf(object)?.uid !== this.composite.metadata.uid) continue;
      try {
        await this.#delete(object);
      } catch (error) {
        throw wrap(
          `cannot garbage collect composed resources that are no longer desired: cannot delete composed resource "${name}" (a ${object.kind} named ${object.metadata.name})`,
          error,
        );
      }
    }
  }

  async #delete(object: KubernetesObject): Promise<void> {
    try {
      // A Usage without this label does not wait for what it was composed with.
      if (object.metadata.labels?.[COMPOSITE_LABEL] !== undefined) {
        const { [COMPOSITE_LABEL]: _, ...labels } = object.metadata.labels;
        await patchMetadata(this.client, object, {
          labels: { ...labels, [COMPOSITE_LABEL]: null },
        });
      }
      await this.client.delete(refOf(object), {
        propagationPolicy: 'Foreground',
      });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }

  /** What exists must be referred to, else it would be forgotten if the rest fails. */
  async #writeRefs(composed: ComposedResource[]): Promise<void> {
    const { apiVersion, kind, metadata } = this.composite;
    const { name, namespace } = metadata;
    const refs = resourceRefs(this.composite, composed);
    const known = readMachinery(this.composite, this.scope).resourceRefs;
    if (isDeepStrictEqual(refs, known)) return;
    try {
      await this.client.apply(
        {
          apiVersion,
          kind,
          metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
          ...machineryPatch(this.scope, { resourceRefs: refs }),
        },
        { fieldManager: COMPOSITE_FIELD_MANAGER, force: true },
      );
    } catch (error) {
      throw wrap('cannot update composite resource spec.resourceRefs', error);
    }
  }

  async #applyAll(
    composed: readonly ComposedResource[],
    observed: ObservedResources,
    { events }: PipelineResult,
  ): Promise<ComposedOutcome[]> {
    const outcomes: ComposedOutcome[] = [];
    this.applied.retain(new Set(composed.map(({ name }) => name)));
    for (const { name, object, ready } of composed) {
      try {
        await this.#apply(name, object, observed[name]?.object);
        outcomes.push({ name, ready, synced: true });
      } catch (error) {
        const problem = wrap(`cannot apply composed resource "${name}"`, error);
        // Another resource may have to come first, so the others are applied all the same.
        if (!isInvalid(problem)) throw problem;
        events.push({
          type: 'Warning',
          reason: EVENT_REASON,
          message: messageOf(problem),
        });
        outcomes.push({ name, ready, synced: false });
      }
    }
    return outcomes;
  }

  async #apply(
    name: string,
    desired: KubernetesObject,
    observed: KubernetesObject | undefined,
  ): Promise<void> {
    if (this.applied.isCurrent(name, desired, observed)) return;
    const result = await this.client.apply(desired, {
      fieldManager: composedFieldManager(this.composite),
      force: true,
    });
    this.applied.remember(name, desired, result);
  }

  async #writeStatus({ desired }: PipelineResult): Promise<void> {
    const { apiVersion, kind, metadata } = this.composite;
    const { name, namespace } = metadata;
    const status = desired.composite?.resource?.status;
    try {
      await this.client.apply(
        {
          apiVersion,
          kind,
          metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
          ...(status === undefined ? {} : { status }),
        },
        {
          fieldManager: COMPOSITE_FIELD_MANAGER,
          force: true,
          subresource: 'status',
        },
      );
    } catch (error) {
      throw wrap('cannot apply composite resource status', error);
    }
  }
}
