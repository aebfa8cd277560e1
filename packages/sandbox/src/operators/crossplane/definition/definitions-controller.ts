import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { isDeepStrictEqual } from 'node:util';
import {
  startController,
  type ReconcileResult,
} from '../../../controllers/controller';
import { refOf } from '../../../controllers/object-ref';
import {
  isNotFound,
  type ClusterClient,
} from '../../../kubernetes/cluster-client';
import { timestamp } from '../../../kubernetes/timestamp';
import type { Log } from '../../../log';
import { CompositeController } from '../composite/composite-controller';
import type { RunFunction } from '../composite/pipeline';
import { conditionsOf, type Condition } from '../../conditions';
import { observedAt, setConditions } from '../../crossplane-runtime/conditions';
import {
  addFinalizer,
  controllerOf,
  isPaused,
  removeFinalizer,
} from '../../crossplane-runtime/metadata';
import { messageOf } from '../failure';
import {
  CUSTOM_RESOURCE_DEFINITION,
  DEFINITION,
  FIELD_MANAGER,
} from '../kinds';
import { compositeCrd } from './composite-crd';
import {
  compositeKind,
  readDefinition,
  type CompositeDefinition,
} from './composite-definition';

const FINALIZER = 'defined.apiextensions.crossplane.io';
const EVENT_SOURCE =
  'defined/compositeresourcedefinition.apiextensions.crossplane.io';
const ESTABLISH = 'EstablishComposite';
const TERMINATE = 'TerminateComposite';
const WAIT_MS = 250;

const WATCHING: Condition = {
  type: 'Established',
  status: 'True',
  reason: 'WatchingCompositeResource',
};
const TERMINATING: Condition = {
  type: 'Established',
  status: 'False',
  reason: 'TerminatingCompositeResource',
};

export interface DefinitionsOptions {
  client: ClusterClient;
  runFunction: RunFunction;
  log: Log;
}

interface RunningComposites {
  definition: CompositeDefinition;
  controller: CompositeController;
}

/** Makes a CustomResourceDefinition of every CompositeResourceDefinition and reconciles what it defines. */
export class DefinitionsController {
  readonly #running = new Map<string, RunningComposites>();
  readonly #stop: () => Promise<void>;

  constructor(private readonly options: DefinitionsOptions) {
    const { client, log } = options;
    this.#stop = startController({
      name: 'crossplane/definitions',
      client,
      log,
      for: DEFINITION,
      watches: [
        {
          client,
          kind: CUSTOM_RESOURCE_DEFINITION,
          map: crd => {
            const owner = controllerOf(crd);
            return owner?.kind === DEFINITION.kind
              ? [{ name: owner.name }]
              : [];
          },
        },
      ],
      reconcile: (key, definition) => this.#reconcile(key.name, definition),
    });
  }

  async stop(): Promise<void> {
    await this.#stop();
    await Promise.all(
      [...this.#running.keys()].map(name => this.#stopComposites(name)),
    );
  }

  async #reconcile(
    name: string,
    definition: KubernetesObject | undefined,
  ): Promise<ReconcileResult | undefined> {
    if (!definition) {
      await this.#stopComposites(name);
      return undefined;
    }
    if (isPaused(definition)) return undefined;
    return definition.metadata.deletionTimestamp
      ? this.#terminate(definition)
      : this.#establish(definition);
  }

  async #establish(
    found: KubernetesObject,
  ): Promise<ReconcileResult | undefined> {
    const { client } = this.options;
    const object = await addFinalizer(client, found, FINALIZER);
    const crd = await this.#applyCrd(object);
    const definition = readDefinition(object);
    if (!isEstablished(crd)) {
      const message =
        'waiting for composite resource CustomResourceDefinition to be established';
      await this.#event(object, 'Normal', ESTABLISH, message);
      return { requeueAfter: WAIT_MS };
    }
    await this.#startComposites(object.metadata.name, definition);
    await this.#writeStatus(object, WATCHING, {
      controllers: { compositeResourceType: compositeKind(definition) },
    });
    return undefined;
  }

  async #applyCrd(object: KubernetesObject): Promise<KubernetesObject> {
    const { client } = this.options;
    try {
      const crd = compositeCrd(object);
      const existing = await client.get(refOf(crd));
      const controller = existing && controllerOf(existing);
      if (controller && controller.uid !== object.metadata.uid) {
        throw new Error(
          `existing object is not controlled by UID "${object.metadata.uid}"`,
        );
      }
      const applied = await client.apply(crd, {
        fieldManager: FIELD_MANAGER,
        force: true,
      });
      if (
        applied.metadata.resourceVersion !== existing?.metadata.resourceVersion
      ) {
        const message = `Applied composite resource CustomResourceDefinition: ${crd.metadata.name}`;
        await this.#event(object, 'Normal', ESTABLISH, message);
      }
      return applied;
    } catch (error) {
      const message = `cannot apply rendered composite resource CustomResourceDefinition: ${messageOf(
        error,
      )}`;
      await this.#event(object, 'Warning', ESTABLISH, message);
      throw new Error(message, { cause: error });
    }
  }

  /** Deletes the composite resources, then their kind, then the definition. */
  async #terminate(
    object: KubernetesObject,
  ): Promise<ReconcileResult | undefined> {
    const { client } = this.options;
    await this.#writeStatus(object, TERMINATING);
    const kind = compositeKind(readDefinition(object));
    const crd = await client.get({
      ...CUSTOM_RESOURCE_DEFINITION,
      name: object.metadata.name,
    });
    if (!crd || controllerOf(crd)?.uid !== object.metadata.uid) {
      await this.#stopComposites(object.metadata.name);
      await removeFinalizer(client, object, FINALIZER);
      return undefined;
    }
    const composites = client.serves(kind) ? await client.list(kind) : [];
    for (const composite of composites.filter(
      ({ metadata }) => !metadata.deletionTimestamp,
    )) {
      await client.delete(refOf(composite)).catch(ignoreNotFound);
    }
    if (composites.length > 0) {
      const message = 'waiting for defined composite resources to be deleted';
      await this.#event(object, 'Normal', TERMINATE, message);
      return { requeueAfter: WAIT_MS };
    }
    await this.#stopComposites(object.metadata.name);
    await client.delete(refOf(crd)).catch(ignoreNotFound);
    const message = `Deleted composite resource CustomResourceDefinition: ${crd.metadata.name}`;
    await this.#event(object, 'Normal', TERMINATE, message);
    return { requeueAfter: WAIT_MS };
  }

  async #startComposites(
    name: string,
    definition: CompositeDefinition,
  ): Promise<void> {
    if (isDeepStrictEqual(this.#running.get(name)?.definition, definition))
      return;
    await this.#stopComposites(name);
    const controller = new CompositeController({ ...this.options, definition });
    this.#running.set(name, { definition, controller });
  }

  async #stopComposites(name: string): Promise<void> {
    const running = this.#running.get(name);
    this.#running.delete(name);
    await running?.controller.stop();
  }

  async #writeStatus(
    object: KubernetesObject,
    condition: Condition,
    more: object = {},
  ): Promise<void> {
    const next = observedAt(condition, object.metadata.generation);
    const conditions = setConditions(conditionsOf(object), [next], timestamp());
    await this.options.client.patchStatus(refOf(object), {
      conditions,
      ...more,
    });
  }

  async #event(
    about: KubernetesObject,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
  ): Promise<void> {
    await this.options.client.recordEvent(about, {
      type,
      reason,
      message,
      source: EVENT_SOURCE,
    });
  }
}

function isEstablished(crd: KubernetesObject): boolean {
  return conditionsOf(crd).some(
    ({ type, status }) => type === 'Established' && status === 'True',
  );
}

function ignoreNotFound(error: unknown): void {
  if (!isNotFound(error)) throw error;
}
