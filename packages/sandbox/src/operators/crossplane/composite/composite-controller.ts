import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { Controller, type ReconcileKey } from '../../../controllers/controller';
import { kindKey } from '../../../controllers/object-ref';
import type {
  ClusterClient,
  KindRef,
} from '../../../kubernetes/cluster-client';
import type { Log } from '../../../log';
import { controllerOf } from '../../crossplane-runtime/metadata';
import {
  compositeKind,
  type CompositeDefinition,
} from '../definition/composite-definition';
import type { ResourceSelector } from '../functions/function-protocol';
import { COMPOSITION_REVISION } from '../kinds';
import { AppliedResources } from './applied-resources';
import { CompositeReconciler } from './composite-reconciler';
import type { CompositionOutcome } from './composer';
import type { RunFunction } from './pipeline';
import { isSelected } from './required-resources';

export interface CompositeControllerOptions {
  client: ClusterClient;
  definition: CompositeDefinition;
  runFunction: RunFunction;
  log: Log;
}

interface KnownComposite {
  key: ReconcileKey;
  /** What its functions asked for. */
  required: ResourceSelector[];
  applied: AppliedResources;
}

/**
 * Reconciles the composite resources of one kind. It watches what they compose and
 * what their functions ask for, so that it need not poll (Crossplane 2.3, realtime
 * compositions).
 */
export class CompositeController {
  readonly #kind: KindRef;
  readonly #controller: Controller;
  readonly #known = new Map<string, KnownComposite>();
  readonly #watched = new Set<string>();

  constructor(private readonly options: CompositeControllerOptions) {
    const { client, definition, log } = options;
    this.#kind = compositeKind(definition);
    this.#controller = new Controller({
      name: `crossplane/composite/${this.#kind.kind}`,
      client,
      log,
      for: this.#kind,
      watches: [
        // A new revision is taken over at once; those that found none try again.
        {
          client,
          kind: COMPOSITION_REVISION,
          map: () => [...this.#known.values()].map(({ key }) => key),
        },
      ],
      reconcile: async (key, composite) => {
        if (!composite) {
          this.#known.delete(textOf(key));
          return undefined;
        }
        const { applied } = this.#remember(key);
        const onComposed = (outcome: CompositionOutcome) =>
          this.#watchFor(key, outcome);
        return new CompositeReconciler(
          { ...options, applied, onComposed },
          composite,
        ).run();
      },
    });
  }

  stop(): Promise<void> {
    return this.#controller.stop();
  }

  #remember(key: ReconcileKey): KnownComposite {
    const known = this.#known.get(textOf(key)) ?? {
      key,
      required: [],
      applied: new AppliedResources(),
    };
    this.#known.set(textOf(key), known);
    return known;
  }

  #watchFor(
    key: ReconcileKey,
    { composed, pipeline }: CompositionOutcome,
  ): void {
    this.#remember(key).required = pipeline.requirements;
    composed.forEach(({ object }) => this.#watch(object));
    pipeline.requirements.forEach(selector => this.#watch(selector));
  }

  #watch({ apiVersion, kind }: KindRef): void {
    const text = kindKey({ apiVersion, kind });
    if (this.#watched.has(text)) return;
    this.#watched.add(text);
    this.#controller.watch({
      client: this.options.client,
      kind: { apiVersion, kind },
      map: object => [...this.#composedBy(object), ...this.#requiredBy(object)],
    });
  }

  #composedBy(object: KubernetesObject): ReconcileKey[] {
    const controller = controllerOf(object);
    if (
      controller?.kind !== this.#kind.kind ||
      controller.apiVersion !== this.#kind.apiVersion
    )
      return [];
    const { scope } = this.options.definition.spec;
    const { namespace } = object.metadata;
    return [
      {
        name: controller.name,
        ...(scope === 'Namespaced' && namespace !== undefined
          ? { namespace }
          : {}),
      },
    ];
  }

  #requiredBy(object: KubernetesObject): ReconcileKey[] {
    return [...this.#known.values()]
      .filter(({ required }) =>
        required.some(selector => isSelected(selector, object)),
      )
      .map(({ key }) => key);
  }
}

function textOf(key: ReconcileKey): string {
  return `${key.namespace ?? ''}/${key.name}`;
}
