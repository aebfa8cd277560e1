import type { Options } from '../options';
import { missingFor, type Placement } from '../placement';
import { Cluster } from './cluster';

/** The clusters under test and how to use them. */
export class Environment {
  readonly platform: Cluster;
  readonly apps: Cluster;
  /** The same as `apps` where no other one was named. */
  readonly secondApps: Cluster;
  /** Each of them once. */
  readonly clusters: readonly Cluster[];

  constructor(
    kubeconfig: string,
    readonly options: Options,
    /** Somebody wants the test to end: scenarios give up and clean up. */
    readonly interrupted: AbortSignal,
  ) {
    const opened = new Map<string, Cluster>();
    const open = (context: string) => {
      const cluster = opened.get(context) ?? Cluster.open(kubeconfig, context);
      opened.set(context, cluster);
      return cluster;
    };
    this.platform = open(options.context);
    this.apps = open(options['apps-context']);
    this.secondApps = open(
      options['second-apps-context'] ?? options['apps-context'],
    );
    this.clusters = [...opened.values()];
  }

  /** Why a placement cannot be tested here; undefined when it can. */
  async obstacleTo(placement: Placement): Promise<string | undefined> {
    if (placement === 'external' && !this.options['external-secret'])
      return '--external-secret names no server';
    return missingFor(placement, kind => this.platform.serves(kind));
  }

  /** Values of the Secret of the server that is there already. */
  async externalServer(): Promise<Record<string, string>> {
    const [namespace, name] = (this.options['external-secret'] ?? '').split(
      '/',
    );
    const values = await this.platform.secret(namespace, name);
    if (!values) {
      throw new Error(
        `There is no Secret ${namespace}/${name} on the platform cluster.`,
      );
    }
    return values;
  }
}
