import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Client } from 'pg';
import {
  claimRef,
  describe,
  isReady,
  statusOf,
  type ClaimSpec,
  type ClaimStatus,
} from './claim';
import { messageOf, type Cluster, type ObjectRef } from './environment/cluster';
import type { Environment } from './environment/environment';
import { logIn, readCredentials, type Credentials } from './environment/login';
import { reach, type ServerTarget, type Way } from './environment/reach';
import type { Placement } from './placement';
import { Failure } from './scenario';
import { leftovers, removeClaim, removeTrial } from './clean-up';

const CLAIM = 'db';
const EXTERNAL_SECRET = 'existing-server';
const LOOK_EVERY_MS = 1_000;

/** One scenario under way: a namespace and a claim of its own, on both clusters. */
export class Trial {
  /** In every name that lives outside of the namespaces, so that trials do not meet. */
  readonly id = randomBytes(3).toString('hex');
  readonly namespace = `conformance-${this.id}`;
  readonly appsCluster: string;
  readonly secondAppsCluster: string;
  readonly #ways: Way[] = [];
  readonly #sessions: Client[] = [];
  #spec: ClaimSpec = {};
  #cleaningUp = false;

  constructor(
    readonly environment: Environment,
    readonly placement: Placement,
  ) {
    const { options } = environment;
    this.appsCluster = options['apps-cluster'];
    this.secondAppsCluster =
      options['second-apps-cluster'] ?? options['apps-cluster'];
  }

  /** `spec.external` of a claim that uses the existing server. */
  get external() {
    return { secretRef: { name: EXTERNAL_SECRET } };
  }

  get platform() {
    return this.environment.platform;
  }

  get apps() {
    return this.environment.apps;
  }

  get secondApps() {
    return this.environment.secondApps;
  }

  get clusters() {
    return this.environment.clusters;
  }

  /** A name for a database or a user that no other trial uses. */
  unique(name: string): string {
    return `${name}_${this.id}`;
  }

  /** Makes the namespaces and what the placement needs in them. */
  async prepare(): Promise<void> {
    for (const cluster of this.clusters) {
      await cluster.apply({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: this.namespace },
      });
    }
    if (this.placement === 'external') {
      await this.platform.apply({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: EXTERNAL_SECRET, namespace: this.namespace },
        stringData: await this.environment.externalServer(),
      });
    }
  }

  /** Applies the claim: what every server needs, what was asked for before, and this. */
  async claim(change: ClaimSpec): Promise<KubernetesObject> {
    const spec = { ...this.#server(), ...this.#spec, ...change };
    const applied = await this.platform.apply(this.#object(spec));
    this.#spec = { ...this.#spec, ...change };
    return applied;
  }

  /** Applies a claim that must be refused; what the API server said. */
  async refusal(change: ClaimSpec): Promise<string> {
    try {
      await this.platform.apply(
        this.#object({ ...this.#server(), ...this.#spec, ...change }),
      );
    } catch (error) {
      return messageOf(error);
    }
    throw new Failure(
      `The API server accepted ${JSON.stringify(
        change,
      )}, which it should refuse.`,
    );
  }

  /** Waits until everything that the claim asks for is there. */
  async ready(): Promise<ClaimStatus> {
    return this.status('to be ready', () => true, isReady);
  }

  /** Waits until the status of the claim is as expected. */
  async status(
    what: string,
    asExpected: (status: ClaimStatus) => boolean,
    also: (claim: KubernetesObject) => boolean = () => true,
  ): Promise<ClaimStatus> {
    const claim = await this.until(`the claim ${what}`, async () => {
      const found = await this.platform.get(this.claimRef);
      return found && also(found) && asExpected(statusOf(found))
        ? found
        : undefined;
    });
    return statusOf(claim);
  }

  get claimRef(): ObjectRef {
    return claimRef(this.namespace, CLAIM);
  }

  /** Waits until something is there. */
  async until<T>(
    what: string,
    look: () => Promise<T | undefined | false>,
  ): Promise<T> {
    const deadline = Date.now() + this.environment.options.timeoutMs;
    let problem = '';
    for (;;) {
      if (this.environment.interrupted.aborted && !this.#cleaningUp)
        throw new Failure(`Interrupted while it waited for ${what}.`);
      try {
        const found = await look();
        if (found !== undefined && found !== false) return found;
        problem = '';
      } catch (error) {
        problem = ` ${messageOf(error)}.`;
      }
      if (Date.now() > deadline) {
        throw new Failure(
          `Waited ${
            this.environment.options.timeoutMs / 1_000
          } s in vain for ${what}.${problem} ${describe(
            await this.platform.get(this.claimRef),
          )}`,
        );
      }
      await delay(LOOK_EVERY_MS);
    }
  }

  /** One delivery of a user's credentials to the application cluster. */
  delivery(user: string, database: string, secretName: string) {
    return {
      cluster: this.appsCluster,
      namespace: this.namespace,
      user,
      database,
      secretName,
    };
  }

  /** Waits for a delivered Secret. */
  async delivered(
    secretName: string,
    cluster: Cluster = this.apps,
  ): Promise<Credentials> {
    const values = await this.until(
      `Secret "${secretName}" to be delivered`,
      () => cluster.secret(this.namespace, secretName),
    );
    return readCredentials(values);
  }

  /** Logs in with a delivered Secret. */
  async logIn(secretName: string): Promise<Client> {
    return this.logInWith(await this.delivered(secretName));
  }

  async logInWith(credentials: Credentials): Promise<Client> {
    const way = await reach(
      this.#targetOf(credentials),
      this.platform,
      this.environment.options,
    );
    this.#ways.push(way);
    const session = await logIn(credentials, way.address);
    this.#sessions.push(session);
    return session;
  }

  /** Deletes everything that the trial made, whatever state it is in. */
  async cleanUp(): Promise<void> {
    this.#cleaningUp = true;
    await Promise.all(this.#sessions.map(session => session.end()));
    await Promise.all(this.#ways.map(way => way.close()));
    await removeTrial(this);
  }

  /** Deletes the claim and waits until it and what it was made of are gone. */
  async removeClaim(): Promise<void> {
    await removeClaim(this);
  }

  /** What a trial has left behind, in words. */
  async leftovers(): Promise<string[]> {
    return leftovers(this);
  }

  #targetOf({ host, port }: Credentials): ServerTarget {
    // CloudNativePG 1.30 names the pods of a Cluster <cluster>-<number>.
    return this.placement === 'cnpg'
      ? { host, port, pod: { namespace: this.namespace, name: `${CLAIM}-1` } }
      : { host, port };
  }

  #server(): ClaimSpec {
    const { version, plan, region } = this.environment.options;
    return {
      version,
      placement: this.placement,
      deletionProtection: false,
      ...(this.placement === 'external'
        ? { external: this.external }
        : { plan, ...(region && { region }) }),
    };
  }

  #object(spec: ClaimSpec): KubernetesObject {
    const { apiVersion, kind, name, namespace } = this.claimRef;
    return { apiVersion, kind, metadata: { name, namespace }, spec };
  }
}
