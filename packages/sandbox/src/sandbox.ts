import { join } from 'node:path';
import {
  applyFile,
  applyObject,
  CLUSTER_DEFINITIONS,
  installDefinitions,
} from './bootstrap';
import { environmentOf, storeToken } from './environment';
import { EXISTING_SERVER, startExistingServer } from './existing-server';
import { startFaultPage } from './faults/fault-page';
import type { Fault } from './faults/fault';
import {
  apiServerDown,
  readingForbidden,
  secretStoreLocked,
  serversKilled,
} from './faults/platform-faults';
import { SwitchableServer } from './faults/switchable-server';
import { startForge, type Forge } from './forge/forge';
import { startFunctionProcess } from './function-process';
import { Cluster } from './kubernetes/cluster';
import { startClusterServer } from './kubernetes/http/cluster-server';
import { writeKubeconfig } from './kubernetes/http/kubeconfig';
import { InProcessClusterClient } from './kubernetes/in-process-cluster-client';
import type { Log } from './log';
import { startAtlas } from './operators/atlas';
import { startCloudNativePg } from './operators/cloudnative-pg';
import { startCrossplane } from './operators/crossplane';
import { refuseDeletesInUse } from './operators/crossplane/usage/deletion-admission';
import { startDapr } from './operators/dapr';
import { startExternalSecrets } from './operators/external-secrets';
import { startGitOps } from './operators/gitops/gitops';
import type { OperatorContext, StartOperator } from './operators/operator';
import { startProviderKubernetes } from './operators/provider-kubernetes';
import { startProviderSql } from './operators/provider-sql';
import { REPOSITORY_ROOT } from './package-root';
import type { SandboxPorts } from './ports';
import { EmbeddedPostgresServers } from './postgres/embedded-postgres-servers';
import { runManifestChecks } from './pull-request-checks';
import { Shutdown } from './shutdown';
import {
  deploySampleApplication,
  SAMPLE_IMAGES,
} from './workloads/sample-application';
import { Workloads } from './workloads/workloads';

/** Known to everybody: it opens nothing but the sandbox. */
const FORGE_TOKEN = 'sandbox';
const ADMINISTRATOR = {
  token: 'sandbox-administrator',
  username: 'administrator',
  groups: ['system:masters'],
};
const BACKSTAGE_DATABASE = 'backstage';
const BACKSTAGE_DATABASE_PASSWORD = 'sandbox';
/** ClusterRole of platform/base/rbac/backstage.yaml. */
const BACKSTAGE_ROLE = 'backstage-dbaas';
const GITOPS_REPOSITORY = { owner: 'acme', name: 'gitops' } as const;

export interface SandboxOptions {
  stateDirectory: string;
  ports: SandboxPorts;
  log: Log;
  /** Run `examples/orders-api` on the application cluster, too. */
  withSampleApplication?: boolean;
  /** Run a PostgreSQL server for claims with `placement: external`, too. */
  withExistingServer?: boolean;
  /** Leave out what makes database services, for somebody else to install. */
  withoutApi?: boolean;
}

/** Where a running sandbox can be reached. */
export interface SandboxAddresses {
  ports: SandboxPorts;
  forgeUrl: string;
  /** Page with the switches that break things. */
  faultsUrl: string;
  /** Path of a kubeconfig with the contexts `platform` and `apps`. */
  kubeconfig: string;
}

export interface RunningSandbox {
  addresses: SandboxAddresses;
  /** Stops everything and keeps the data. */
  stop(): Promise<void>;
}

/** The operators and the field manager by which each is known in `managedFields`. */
const OPERATORS: readonly [string, StartOperator][] = [
  ['crossplane', startCrossplane],
  ['provider-kubernetes', startProviderKubernetes],
  ['provider-sql', startProviderSql],
  ['cloudnative-pg', startCloudNativePg],
  ['external-secrets', startExternalSecrets],
  ['atlas-operator', startAtlas],
  ['dapr', startDapr],
];

/** Starts all of the platform; resolves when every part answers. */
export async function startSandbox(
  options: SandboxOptions,
): Promise<RunningSandbox> {
  const shutdown = new Shutdown(options.log);
  try {
    const addresses = await new SandboxStart(options, shutdown).run();
    return { addresses, stop: () => shutdown.run() };
  } catch (error) {
    await shutdown.run();
    throw error;
  }
}

/** The steps of one start, in their order. */
class SandboxStart {
  readonly #clusters = new Map<string, Cluster>();
  readonly #faults: Fault[] = [];

  constructor(
    private readonly options: SandboxOptions,
    private readonly shutdown: Shutdown,
  ) {}

  async run(): Promise<SandboxAddresses> {
    const { ports } = this.options;
    const [postgres, functionAddress, forge] = await Promise.all([
      this.#startPostgres(),
      this.#startFunction(),
      this.#startForge(),
      this.#startCluster('platform', ports.platformApi),
      this.#startCluster('apps', ports.appsApi),
    ]);
    await this.#installPlatform();
    if (this.options.withExistingServer)
      await startExistingServer(postgres, this.#client('platform', 'sandbox'));
    await this.#startOperators(postgres, functionAddress);
    await this.#startGitOps(forge);
    if (this.options.withSampleApplication)
      await this.#startSampleApplication();
    const faultsUrl = await this.#startFaultPage(postgres);
    return {
      ports,
      forgeUrl: forge.url,
      faultsUrl,
      kubeconfig: await this.#writeKubeconfig(),
    };
  }

  async #startPostgres(): Promise<EmbeddedPostgresServers> {
    const { stateDirectory, ports, log } = this.options;
    const postgres = new EmbeddedPostgresServers({
      stateDirectory,
      firstPort: ports.firstDatabase,
      log: log.child('postgresql'),
    });
    this.shutdown.add('PostgreSQL', () => postgres.stopAll());
    await postgres.ensure({
      id: BACKSTAGE_DATABASE,
      major: '17',
      superuserPassword: BACKSTAGE_DATABASE_PASSWORD,
      port: ports.backstageDatabase,
      settings: { max_connections: '200' },
    });
    return postgres;
  }

  async #startFunction(): Promise<string> {
    const { ports, log } = this.options;
    const process = await startFunctionProcess(
      ports.compositionFunction,
      log.child('function'),
    );
    this.shutdown.add('The composition function', () => process.stop());
    return process.address;
  }

  async #startForge(): Promise<Forge> {
    const { stateDirectory, ports, log } = this.options;
    const forge = await startForge({
      port: ports.forge,
      stateDirectory,
      token: FORGE_TOKEN,
      seeds: [
        {
          ...GITOPS_REPOSITORY,
          directory: join(REPOSITORY_ROOT, 'examples', 'gitops-repo'),
        },
      ],
      runChecks: runManifestChecks,
      log: log.child('forge'),
    });
    this.shutdown.add('The forge', () => forge.stop());
    return forge;
  }

  async #startCluster(name: 'platform' | 'apps', port: number): Promise<void> {
    const log = this.options.log.child(name);
    const cluster = await Cluster.open({
      name,
      directory: join(this.options.stateDirectory, 'clusters', name),
      log,
      deleteAdmissions: name === 'platform' ? [refuseDeletesInUse] : [],
    });
    this.shutdown.add(`Cluster ${name}`, () => cluster.close());
    this.#clusters.set(name, cluster);
    const server = new SwitchableServer(() =>
      startClusterServer({ cluster, port, tokens: [ADMINISTRATOR], log }),
    );
    await server.start();
    this.shutdown.add(`API server of ${name}`, () => server.stop());
    this.#faults.push(apiServerDown(name, server));
    await installDefinitions(
      this.#client(name, 'sandbox'),
      CLUSTER_DEFINITIONS[name],
    );
  }

  /** The same files as on a real cluster, and what a platform team writes for its environment. */
  async #installPlatform(): Promise<void> {
    const platform = this.#client('platform', 'sandbox');
    const apps = this.#client('apps', 'sandbox');
    for (const object of environmentOf('platform', this.options.ports))
      await applyObject(platform, object);
    for (const object of environmentOf('apps', this.options.ports))
      await applyObject(apps, object);
    const files = join(REPOSITORY_ROOT, 'platform', 'base');
    for (const client of [platform, apps])
      await applyFile(client, join(files, 'rbac', 'backstage.yaml'));
    if (this.options.withoutApi) return;
    for (const file of ['xrd', 'plans', 'function', 'composition'])
      await applyFile(platform, join(files, `${file}.yaml`));
  }

  async #startOperators(
    postgres: EmbeddedPostgresServers,
    functionAddress: string,
  ): Promise<void> {
    const { stateDirectory, ports, log } = this.options;
    await Promise.all(
      OPERATORS.map(async ([name, start]) => {
        const context: OperatorContext = {
          platform: this.#client('platform', name),
          apps: this.#client('apps', name),
          clusterAt: url => this.#clusterAt(url, name),
          postgres,
          log: log.child(name),
          stateDirectory,
          functionAddress,
          daprPort: ports.dapr,
        };
        const operator = await start(context);
        this.shutdown.add(name, () => operator.stop());
      }),
    );
  }

  async #startGitOps(forge: Forge): Promise<void> {
    const { owner, name } = GITOPS_REPOSITORY;
    const gitOps = await startGitOps({
      platform: this.#client('platform', 'argocd'),
      clusters: new Map(
        [...this.#clusters.keys()].map(cluster => [
          cluster,
          this.#client(cluster, 'argocd'),
        ]),
      ),
      repository: forge.repository(owner, name),
      repositoryUrl: `${forge.url}/${owner}/${name}.git`,
      onPush: listener => forge.onPush(listener),
      log: this.options.log.child('gitops'),
    });
    this.shutdown.add('GitOps', () => gitOps.stop());
  }

  async #startSampleApplication(): Promise<void> {
    const { stateDirectory, ports, log } = this.options;
    const workloads = new Workloads({
      client: this.#client('apps', 'kubelet'),
      images: SAMPLE_IMAGES,
      stateDirectory,
      daprPort: ports.dapr,
      log: log.child('kubelet'),
    });
    this.shutdown.add('The sample application', () => workloads.stop());
    await deploySampleApplication(this.#client('apps', 'sandbox'));
  }

  async #startFaultPage(postgres: EmbeddedPostgresServers): Promise<string> {
    const apps = this.#client('apps', 'sandbox');
    const page = await startFaultPage(
      [
        ...this.#faults,
        readingForbidden(apps, BACKSTAGE_ROLE, 'externalsecrets'),
        secretStoreLocked(apps, storeToken()),
        serversKilled(postgres, [BACKSTAGE_DATABASE, EXISTING_SERVER.id]),
      ],
      this.options.ports.faults,
    );
    this.shutdown.add('The page with the faults', () => page.stop());
    return page.url;
  }

  async #writeKubeconfig(): Promise<string> {
    const { stateDirectory, ports } = this.options;
    const path = join(stateDirectory, 'kubeconfig');
    await writeKubeconfig(path, [
      {
        name: 'platform',
        server: `http://127.0.0.1:${ports.platformApi}`,
        token: ADMINISTRATOR.token,
      },
      {
        name: 'apps',
        server: `http://127.0.0.1:${ports.appsApi}`,
        token: ADMINISTRATOR.token,
      },
    ]);
    return path;
  }

  #client(cluster: string, fieldManager: string): InProcessClusterClient {
    const api = this.#clusters.get(cluster);
    if (!api) throw new Error(`Cluster ${cluster} has not been started.`);
    return new InProcessClusterClient(api, fieldManager);
  }

  #clusterAt(
    url: string,
    fieldManager: string,
  ): InProcessClusterClient | undefined {
    const { platformApi, appsApi } = this.options.ports;
    const names = new Map([
      [platformApi, 'platform'],
      [appsApi, 'apps'],
    ]);
    const name = URL.canParse(url)
      ? names.get(Number(new URL(url).port))
      : undefined;
    return name === undefined ? undefined : this.#client(name, fieldManager);
  }
}
