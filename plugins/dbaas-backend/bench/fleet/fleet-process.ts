import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { resourcePath } from '../../src/clusters/discovery';
import { answer, answerStatus } from '../../src/__testUtils__/scripted-answers';
import { ScriptedApiServer } from '../../src/__testUtils__/scripted-api-server';
import { commandSchema, type Report } from './protocol';
import { RESOURCES } from './resources';
import { serviceObjects, type ServicePlace } from './service-objects';

const TICK_MS = 20;
const BOOKMARK_EVERY_MS = 30_000;
const NAMESPACED =
  /^\/apis\/([^/]+\/[^/]+)\/namespaces\/([^/]+)\/([^/]+)\/([^/]+)$/;
/** Of a service with ten composed resources; the others have this many more. */
const LARGE_SERVICES = { 'page-10': 0, 'page-30': 20, 'page-100': 90 };

interface Service {
  key: string;
  cluster: ScriptedApiServer;
  role: KubernetesObject;
  ready: boolean;
}

/** API servers with database services, in a process of their own so that they cost the bench nothing. */
class FleetProcess {
  readonly #services: Service[] = [];
  readonly #byPath = new Map<string, KubernetesObject>();
  #objects = 0;
  #bytes = 0;
  #next = 0;
  #timer?: NodeJS.Timeout;

  private constructor(private readonly servers: ScriptedApiServer[]) {}

  static async start(clusters: number, services: number): Promise<void> {
    const servers = await Promise.all(
      Array.from({ length: clusters }, () => ScriptedApiServer.start()),
    );
    const fleet = new FleetProcess(servers);
    servers.forEach((server, index) => fleet.#serve(server, index));
    for (let number = 0; number < services; number += 1) {
      const cluster = number % clusters;
      fleet.#add(cluster, {
        namespace: `team-${number % 400}`,
        name: `orders-${number}`,
        applicationCluster: clusterName((cluster + 1) % clusters),
      });
    }
    for (const [name, extraGrants] of Object.entries(LARGE_SERVICES)) {
      fleet.#add(0, {
        namespace: 'pages',
        name,
        applicationCluster: clusterName(1 % clusters),
        extraGrants,
      });
    }
    process.on('message', message => fleet.#obey(message));
    setInterval(
      () => servers.forEach(server => server.bookmark()),
      BOOKMARK_EVERY_MS,
    );
    report({
      type: 'ready',
      clusters: servers.map(({ url }, index) => ({
        name: clusterName(index),
        url,
      })),
      objects: fleet.#objects,
      bytes: fleet.#bytes,
    });
  }

  #serve(server: ScriptedApiServer, cluster: number): void {
    server.serve(...RESOURCES);
    server.intercept(({ url }, response) => {
      if (!NAMESPACED.test(url.pathname)) return false;
      const found = this.#byPath.get(`${cluster}${url.pathname}`);
      if (found) answer(response, 200, found);
      else answerStatus(response, 404, 'NotFound');
      return true;
    });
  }

  #add(cluster: number, place: ServicePlace): void {
    const { platform, application } = serviceObjects(place);
    platform.forEach(object => this.#put(cluster, object));
    const elsewhere = (cluster + 1) % this.servers.length;
    application.forEach(object => this.#put(elsewhere, object));
    const role = platform.find(({ kind }) => kind === 'Role');
    if (!role) throw new Error(`${place.name} has no Role.`);
    this.#services.push({
      key: `${clusterName(cluster)}/${place.namespace}/${place.name}`,
      cluster: this.servers[cluster],
      role,
      ready: true,
    });
  }

  #put(cluster: number, object: KubernetesObject): void {
    const stored = this.servers[cluster].put(object);
    this.#byPath.set(`${cluster}${pathOf(stored)}`, stored);
    this.#objects += 1;
    this.#bytes += JSON.stringify(stored).length;
  }

  #obey(message: unknown): void {
    const command = commandSchema.parse(message);
    if (command.type === 'count') {
      const requests = this.servers.reduce(
        (sum, server) =>
          sum +
          server.requests.filter(({ url }) => !url.searchParams.has('watch'))
            .length,
        0,
      );
      report({ type: 'count', requests });
      return;
    }
    clearInterval(this.#timer);
    const perTick = (command.perSecond * TICK_MS) / 1_000;
    if (perTick === 0) return;
    let due = 0;
    this.#timer = setInterval(() => {
      for (due += perTick; due >= 1; due -= 1) this.#change();
    }, TICK_MS);
  }

  /** A Role loses its server, or finds it again: the state of the whole changes. */
  #change(): void {
    const service = this.#services[this.#next % this.#services.length];
    this.#next += 1;
    service.ready = !service.ready;
    const at = Date.now();
    service.cluster.put({
      ...service.role,
      status: {
        conditions: [
          {
            type: 'Ready',
            status: service.ready ? 'True' : 'False',
            reason: service.ready ? 'Available' : 'Unavailable',
            lastTransitionTime: new Date(at).toISOString(),
          },
          {
            type: 'Synced',
            status: 'True',
            reason: 'ReconcileSuccess',
            lastTransitionTime: new Date(at).toISOString(),
          },
        ],
      },
    });
    report({ type: 'changed', service: service.key, at });
  }
}

function clusterName(index: number): string {
  return `cluster-${index}`;
}

function pathOf({ apiVersion, kind, metadata }: KubernetesObject): string {
  const resource = RESOURCES.find(
    one => one.kind === kind && `${one.group}/${one.version}` === apiVersion,
  );
  if (!resource) throw new Error(`The bench does not serve ${kind}.`);
  const path = resourcePath(resource);
  const end = path.lastIndexOf('/');
  return `${path.slice(0, end)}/namespaces/${metadata.namespace}${path.slice(
    end,
  )}/${metadata.name}`;
}

function report(message: Report): void {
  process.send?.(message);
}

const [clusters, services] = process.argv.slice(2).map(Number);
process.on('disconnect', () => process.exit(0));
FleetProcess.start(clusters, services).catch(error => {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
  process.exit(1);
});
