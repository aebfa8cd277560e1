import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '../../log';
import { Cluster, type ClusterOptions } from '../cluster';
import { InProcessClusterClient } from '../in-process-cluster-client';

const DEADLINE_MS = 5_000;
const INTERVAL_MS = 10;
/** Few enough for a test to see them forgotten. */
const REMEMBERED_CHANGES = 50;

/** A cluster of its own for a test, in a temporary directory. */
export class TestCluster {
  cluster: Cluster;
  client: InProcessClusterClient;
  readonly directory: string;

  readonly #options: ClusterOptions;

  private constructor(options: ClusterOptions, cluster: Cluster) {
    this.#options = options;
    this.directory = options.directory;
    this.cluster = cluster;
    this.client = new InProcessClusterClient(cluster, 'test');
  }

  static async open(
    name = 'platform',
    deleteAdmissions: ClusterOptions['deleteAdmissions'] = [],
  ): Promise<TestCluster> {
    const options: ClusterOptions = {
      name,
      directory: await mkdtemp(join(tmpdir(), 'sandbox-cluster-')),
      log: silentLog,
      rememberedChanges: REMEMBERED_CHANGES,
      deleteAdmissions,
    };
    return new TestCluster(options, await Cluster.open(options));
  }

  /** Closes the cluster and opens it again from disk. */
  async restart(
    betweenRuns: () => void | Promise<void> = () => {},
  ): Promise<void> {
    await this.cluster.close();
    await betweenRuns();
    this.cluster = await Cluster.open(this.#options);
    this.client = new InProcessClusterClient(this.cluster, 'test');
  }

  async close(): Promise<void> {
    await this.cluster.close();
    await rm(this.directory, { recursive: true });
  }
}

/** Waits until a condition holds; the error after a while names what was waited for. */
export async function eventually(
  what: string,
  holds: () => boolean | Promise<boolean>,
): Promise<void> {
  const deadline = Date.now() + DEADLINE_MS;
  while (!(await holds())) {
    if (Date.now() > deadline)
      throw new Error(`Not within ${DEADLINE_MS} ms: ${what}`);
    await new Promise(resolve => setTimeout(resolve, INTERVAL_MS));
  }
}
