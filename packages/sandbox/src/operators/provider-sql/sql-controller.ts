import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { keyOf, startController } from '../../controllers/controller';
import type { ClusterClient } from '../../kubernetes/cluster-client';
import type { Log } from '../../log';
import { available } from '../crossplane-runtime/conditions';
import type {
  ExternalResource,
  Observation,
  Outcome,
} from '../crossplane-runtime/external-resource';
import { ManagedReconciler } from '../crossplane-runtime/managed-reconciler';
import type { ManagedResource } from '../crossplane-runtime/managed-resource';
import { Dependencies } from '../dependencies';
import { desiredStateChanges } from '../crossplane-runtime/desired-state';
import { explaining } from './explaining';
import type {
  BoundKind,
  Outcome as SqlOutcome,
  SqlExternalResource,
} from './external-resource';
import { Session } from './external/session';
import { providerConfigRef, readServer } from './provider-config';
import { trackUsage } from './provider-config-usage';
import { resolveReferences } from './references';
import { kindOf, SECRET, type SqlGroup } from './sql-group';
import { readSqlResource } from './sql-resource';

export interface SqlControllerOptions {
  client: ClusterClient;
  group: SqlGroup;
  kind: BoundKind;
  pollIntervalMs: number;
  log: Log;
}

/** Says in the words of crossplane-runtime what there is in PostgreSQL. */
class ConnectedResource implements ExternalResource {
  constructor(
    private readonly external: SqlExternalResource,
    readonly disconnect: () => Promise<void>,
  ) {}

  async observe(): Promise<Observation> {
    const observation = await this.external.observe();
    return observation.exists
      ? { ...observation, ready: available() }
      : observation;
  }

  async create(): Promise<Outcome> {
    return outcomeOf(await this.external.create());
  }

  async update(): Promise<Outcome> {
    return outcomeOf(await this.external.update());
  }

  async delete(): Promise<void> {
    await this.external.delete();
  }
}

function outcomeOf({
  connectionDetails = {},
  atProvider,
}: SqlOutcome): Outcome {
  return {
    atProvider,
    connectionDetails: Object.fromEntries(
      Object.entries(connectionDetails).map(([key, text]) => [
        key,
        Buffer.from(text),
      ]),
    ),
  };
}

/** Reconciles the managed resources of one kind. */
export class SqlController {
  readonly #dependencies = new Dependencies();

  private constructor(private readonly options: SqlControllerOptions) {}

  /** @returns how to stop it */
  static start(options: SqlControllerOptions): () => Promise<void> {
    const { client, group, kind, log } = options;
    const controller = new SqlController(options);
    const map = (object: KubernetesObject) =>
      controller.#dependencies.dependentsOf(object);
    const providerConfigs = group.providerConfigKinds.map(name =>
      kindOf(group, name),
    );
    return startController({
      name: `provider-sql/${kind.kind.toLowerCase()}`,
      client,
      for: kindOf(group, kind.kind),
      predicate: desiredStateChanges(),
      // The original would notice at its next poll.
      watches: [SECRET, ...providerConfigs].map(watched => ({
        client,
        kind: watched,
        map,
      })),
      reconcile: async (_key, object) =>
        object && controller.#reconcile(object),
      log,
    });
  }

  #reconcile(object: KubernetesObject) {
    const { client, group, kind, pollIntervalMs } = this.options;
    return new ManagedReconciler(
      {
        client,
        eventSource: `managed/${kind.kind.toLowerCase()}.${
          group.apiVersion.split('/')[0]
        }`,
        resolveReferences: managed =>
          resolveReferences(
            client,
            group,
            readSqlResource(managed),
            kind.references,
          ),
        connect: managed => this.#connect(managed),
        requeueAfterUpdate: pollIntervalMs,
        pollInterval: () => pollIntervalMs,
      },
      object,
    ).run();
  }

  async #connect(managed: ManagedResource): Promise<ExternalResource> {
    const { client, group, kind } = this.options;
    const resource = readSqlResource(managed);
    const config = providerConfigRef(group, resource);
    await explaining('cannot track ProviderConfig usage', () =>
      trackUsage(client, group, managed, config),
    );
    const server = await readServer(client, config, dependency =>
      this.#dependencies.add(keyOf(managed.object), dependency),
    );
    const sessions: Session[] = [];
    const disconnect = async () => {
      await Promise.all(sessions.map(session => session.close()));
    };
    try {
      const external = await kind.connect({
        externalName: managed.externalName ?? managed.ref.name,
        resource,
        server,
        client,
        openSession: database => {
          const session = new Session({ ...server.login, database });
          sessions.push(session);
          return session;
        },
      });
      return new ConnectedResource(external, disconnect);
    } catch (error) {
      await disconnect();
      throw error;
    }
  }
}
