import { startController } from '../../controllers/controller';
import type { ClusterClient } from '../../kubernetes/cluster-client';
import type { Log } from '../../log';
import {
  COMPONENT,
  ComponentSecretMissing,
  readComponent,
  resolveMetadata,
  secretNames,
  type DaprComponent,
} from './component';
import { initialisePostgresql } from './postgresql-component';

/** How loading a component ended. */
export type LoadResult = { component: DaprComponent } & (
  | { state: 'loaded' }
  | { state: 'secretMissing' | 'failed'; message: string }
);

/** Loads the components of a cluster and keeps the results, as the sidecars of all applications would. */
export class ComponentLoader {
  readonly #results = new Map<string, LoadResult>();
  readonly #client: ClusterClient;
  readonly #log: Log;

  constructor(client: ClusterClient, log: Log) {
    this.#client = client;
    this.#log = log;
  }

  /** Starts watching; returns how to stop. */
  start(): () => Promise<void> {
    return startController({
      name: 'dapr/Component',
      client: this.#client,
      log: this.#log,
      for: COMPONENT,
      watches: [
        {
          client: this.#client,
          kind: { apiVersion: 'v1', kind: 'Secret' },
          // Hot reload is on since Dapr 1.18: a changed Secret initialises its components again.
          map: ({ metadata }) =>
            [...this.#results.values()]
              .map(({ component }) => component)
              .filter(
                component =>
                  component.metadata.namespace === metadata.namespace &&
                  secretNames(component).includes(metadata.name),
              )
              .map(component => component.metadata),
        },
      ],
      reconcile: async ({ namespace, name }, object) => {
        const id = `${namespace}/${name}`;
        if (!object) {
          this.#results.delete(id);
          return;
        }
        const component = readComponent(object);
        const result = await this.#load(component);
        this.#results.set(id, result);
        if (result.state === 'loaded')
          this.#log.info(
            `${id}: component loaded (${component.spec.type}/${
              component.spec.version
            }) for ${component.scopes.join(', ') || 'every application'}`,
          );
        else throw new Error(result.message);
      },
    });
  }

  /** Results for an application, by name: the components whose scopes name it, or name nobody. */
  resultsFor(namespace: string, appId: string): LoadResult[] {
    return [...this.#results.values()]
      .filter(
        ({ component: { metadata, scopes } }) =>
          metadata.namespace === namespace &&
          (scopes.length === 0 || scopes.includes(appId)),
      )
      .sort((left, right) =>
        left.component.metadata.name < right.component.metadata.name ? -1 : 1,
      );
  }

  /** True when some component is meant for the application by name. */
  knows(namespace: string, appId: string): boolean {
    return [...this.#results.values()].some(
      ({ component }) =>
        component.metadata.namespace === namespace &&
        component.scopes.includes(appId),
    );
  }

  async #load(component: DaprComponent): Promise<LoadResult> {
    const { type, version } = component.spec;
    try {
      const metadata = await resolveMetadata(component, this.#client);
      if (!type.endsWith('.postgresql'))
        return {
          component,
          state: 'failed',
          message: `couldn't find component ${type}/${version}`,
        };
      await initialisePostgresql(type, version, metadata);
      return { component, state: 'loaded' };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const state =
        error instanceof ComponentSecretMissing ? 'secretMissing' : 'failed';
      return {
        component,
        state,
        message: `[INIT_COMPONENT_FAILURE]: initialization error occurred for ${component.metadata.name} (${type}/${version}): ${message}`,
      };
    }
  }
}
