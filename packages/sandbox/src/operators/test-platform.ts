import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { installDefinitions } from '../bootstrap';
import { Cluster } from '../kubernetes/cluster';
import type { ClusterClient, ObjectRef } from '../kubernetes/cluster-client';
import { InProcessClusterClient } from '../kubernetes/in-process-cluster-client';
import { silentLog } from '../log';
import {
  EmbeddedPostgresServers,
  stopLeftoverServers,
} from '../postgres/embedded-postgres-servers';
import type {
  OperatorContext,
  RunningOperator,
  StartOperator,
} from './operator';

const PATIENCE_MS = 20_000;
const LOOK_EVERY_MS = 20;

/** A platform cluster with real PostgreSQL for the tests of operators. */
export class TestPlatform {
  readonly #operators: RunningOperator[] = [];

  private constructor(
    readonly directory: string,
    private readonly groups: readonly string[],
    private readonly firstPort: number,
    private cluster: Cluster,
    public postgres: EmbeddedPostgresServers,
  ) {}

  static async open(groups: readonly string[]): Promise<TestPlatform> {
    const directory = await mkdtemp(join(tmpdir(), 'dbaas-operators-'));
    // Everybody may enter: the servers may run as another user than the test.
    await chmod(directory, 0o755);
    const firstPort = await freePort();
    const platform = new TestPlatform(
      directory,
      groups,
      firstPort,
      await openCluster(directory),
      openServers(directory, firstPort),
    );
    await installDefinitions(platform.client, groups);
    return platform;
  }

  get client(): ClusterClient {
    return new InProcessClusterClient(this.cluster, 'test');
  }

  async start(operator: StartOperator): Promise<RunningOperator> {
    const context: OperatorContext = {
      platform: this.client,
      apps: this.client,
      clusterAt: () => undefined,
      postgres: this.postgres,
      log: silentLog,
      stateDirectory: join(this.directory, 'operators'),
      functionAddress: '',
      daprPort: 0,
    };
    const running = await operator(context);
    this.#operators.push(running);
    return running;
  }

  /** Ends everything and comes back with what is on disk, as a restart of the sandbox does. */
  async restart(): Promise<void> {
    await this.#stop();
    this.cluster = await openCluster(this.directory);
    this.postgres = openServers(this.directory, this.firstPort);
    await installDefinitions(this.client, this.groups);
  }

  async close(): Promise<void> {
    await this.#stop();
    await stopLeftoverServers(this.directory);
    await rm(this.directory, { recursive: true, force: true });
  }

  /** Waits until an object is as a test expects it, and gives the object. */
  async until(
    ref: ObjectRef,
    asExpected: (object: KubernetesObject) => boolean,
  ): Promise<KubernetesObject> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const object = await this.client.get(ref);
      if (object && asExpected(object)) return object;
      if (Date.now() > deadline) {
        throw new Error(
          `${ref.kind} ${ref.name} is still ${JSON.stringify(object, null, 1)}`,
        );
      }
      await delay(LOOK_EVERY_MS);
    }
  }

  async untilGone(ref: ObjectRef): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      const object = await this.client.get(ref);
      if (!object) return;
      if (Date.now() > deadline) {
        throw new Error(
          `${ref.kind} ${ref.name} is still ${JSON.stringify(object, null, 1)}`,
        );
      }
      await delay(LOOK_EVERY_MS);
    }
  }

  async #stop(): Promise<void> {
    await Promise.all(
      this.#operators.splice(0).map(operator => operator.stop()),
    );
    await this.postgres.stopAll();
    await this.cluster.close();
  }
}

function openCluster(directory: string): Promise<Cluster> {
  return Cluster.open({
    name: 'platform',
    directory: join(directory, 'platform'),
    log: silentLog,
  });
}

function openServers(
  stateDirectory: string,
  firstPort: number,
): EmbeddedPostgresServers {
  return new EmbeddedPostgresServers({
    stateDirectory,
    firstPort,
    log: silentLog,
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string')
    throw new Error('no port');
  return address.port;
}
