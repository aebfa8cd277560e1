import { mockServices } from '@backstage/backend-test-utils';
import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import type { ClusterAuthentication } from '@backstage-dbaas/plugin-dbaas-node';
import { isDeepStrictEqual } from 'node:util';
import type { ApiResource } from '../clusters/discovery';
import { Inventory } from '../inventory/inventory';
import type { ClusterHealth } from '../watch/cluster-status';
import type { ClusterWatcherTimes } from '../watch/cluster-watcher';
import { Fleet } from '../watch/fleet';
import { ScriptedApiServer } from './scripted-api-server';

export const claims: ApiResource = {
  group: 'dbaas.dev',
  version: 'v1alpha1',
  kind: 'ManagedDatabase',
  plural: 'manageddatabases',
  namespaced: true,
};
const postgresServers: ApiResource = {
  group: 'postgresql.cnpg.io',
  version: 'v1',
  kind: 'Cluster',
  plural: 'clusters',
  namespaced: true,
};
const pools: ApiResource = {
  group: 'postgresql.cnpg.io',
  version: 'v1',
  kind: 'Pooler',
  plural: 'poolers',
  namespaced: true,
};
export const KINDS = [claims, postgresServers, pools];

/** Times of production, about two hundred times shorter. */
export const SHORT_TIMES = {
  discovery: { first: 50, longest: 400, answer: 150 },
  reflector: {
    page: 300,
    connect: 150,
    idle: 500,
    duration: 290_000,
    retry: { first: 20, longest: 160, resetAfter: 60_000 },
    slowRetry: { first: 200, longest: 1_000, resetAfter: 60_000 },
    shortest: 30,
  },
} satisfies ClusterWatcherTimes;

/** Scripted clusters with some objects each, and a fleet that watches them. */
export class WatchedClusters {
  private constructor(
    readonly servers: readonly ScriptedApiServer[],
    readonly fleet: Fleet,
    readonly inventory: Inventory,
  ) {}

  static async start(
    options: {
      count?: number;
      authentication?: ClusterAuthentication;
      times?: ClusterWatcherTimes;
      /** Does something to the clusters before they are watched. */
      prepare?: (server: ScriptedApiServer) => void;
    } = {},
  ): Promise<WatchedClusters> {
    const { count = 1, times = SHORT_TIMES } = options;
    const clusters = await Promise.all(
      Array.from({ length: count }, () => ScriptedApiServer.start()),
    );
    clusters.forEach(server => {
      fill(server);
      options.prepare?.(server);
    });
    const inventory = new Inventory({ coalesce: 5 });
    const fleet = await Fleet.create({
      sources: [
        {
          getClusters: async () => ({
            clusters: clusters.map(({ url }, index) => ({
              name: clusterName(index),
              url,
              authentication: options.authentication ?? { type: 'none' },
            })),
          }),
        },
      ],
      selection: {
        watched: kind => KINDS.find(one => isSameKind(one, kind)),
        inGroup: group => KINDS.some(one => one.group === group),
      },
      inventory,
      logger: mockServices.logger.mock(),
      times,
    });
    fleet.start(() => {});
    return new WatchedClusters(clusters, fleet, inventory);
  }

  /** Objects that the inventory and the server do not have in the same state. */
  outOfSync(concerned: (index: number) => boolean = () => true): string[] {
    return this.servers.flatMap((server, index) =>
      concerned(index)
        ? KINDS.flatMap(kind =>
            this.#outOfSync(clusterName(index), server, kind),
          )
        : [],
    );
  }

  /** What is not as it should be with clusters that can be read in full. */
  troubles(): ClusterHealth[] {
    return this.fleet
      .health()
      .filter(
        ({ state, unreadable, kinds }) =>
          state !== 'connected' ||
          unreadable.length > 0 ||
          kinds !== KINDS.length,
      );
  }

  async stop(): Promise<void> {
    await this.fleet.stop();
    this.inventory.close();
    await Promise.all(this.servers.map(server => server.stop()));
  }

  #outOfSync(
    cluster: string,
    server: ScriptedApiServer,
    kind: ApiResource,
  ): string[] {
    const known = new Map<string, KubernetesObject>();
    for (const entry of this.inventory.ofKind(kind)) {
      if (entry.cluster !== cluster) continue;
      known.set(entry.object.metadata.name, entry.object);
    }
    const different = server.objectsOf(kind).filter(object => {
      const same = known.get(object.metadata.name);
      known.delete(object.metadata.name);
      return !isDeepStrictEqual(same, object);
    });
    return [
      ...different.map(({ metadata }) => metadata.name),
      ...known.keys(),
    ].map(name => `${cluster} ${kind.kind} ${name}`);
  }
}

export function clusterName(index: number): string {
  return `cluster-${index}`;
}

export function anObject(
  { group, version, kind }: ApiResource,
  name: string,
  spec: object = {},
): KubernetesObject {
  return {
    apiVersion: `${group}/${version}`,
    kind,
    metadata: { name, namespace: 'team-orders', uid: `${kind}-${name}` },
    spec,
  };
}

const OBJECTS_PER_KIND = 30;

function fill(server: ScriptedApiServer): void {
  server.serve(...KINDS);
  for (const kind of KINDS)
    for (let i = 0; i < OBJECTS_PER_KIND; i++)
      server.put(anObject(kind, `object-${i}`));
}

/** One object of each kind comes, two change and one goes. */
export function change(server: ScriptedApiServer, round: number): void {
  for (const kind of KINDS) {
    server.put(anObject(kind, `new-${round}`));
    server.put(anObject(kind, 'object-0', { round }));
    server.put(anObject(kind, `object-${1 + (round % 10)}`, { round }));
    const goes = 11 + round;
    server.delete(anObject(kind, `object-${goes}`));
  }
}

function isSameKind(
  left: { group: string; kind: string },
  right: { group: string; kind: string },
): boolean {
  return left.group === right.group && left.kind === right.kind;
}
