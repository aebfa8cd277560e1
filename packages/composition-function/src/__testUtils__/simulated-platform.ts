import {
  DEFAULT_PLANS,
  type KubernetesObject,
} from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import { compose, type Composed, type Composition } from '../compose';
import { secretData } from '../resources/kubernetes-secret';
import type { ObservedResource } from '../resources/observed-resources';
import type { RequiredObjects } from '../placements/server-access';
import { DEFAULT_SETTINGS, type Settings } from '../settings';
import { sharedPlans } from './shared-plans';
import { publishedByCloud } from './simulated-clouds';
import { operated } from './simulated-operators';

/** The time at which the function is asked. */
export const ASKED_AT = new Date('2026-11-25T10:01:00Z');

/** What CloudNativePG 1.30 writes for `enableSuperuserAccess`. */
const SUPERUSER_SECRET: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'orders-db-superuser', namespace: 'team-orders' },
  type: 'kubernetes.io/basic-auth',
  data: secretData({
    username: 'postgres',
    password: 'Sup3r-secret',
    dbname: '*',
    host: 'orders-db-rw',
    port: '5432',
    'fqdn-uri':
      'postgresql://postgres:Sup3r-secret@orders-db-rw.team-orders.svc.cluster.local:5432/*',
  }),
};

/** What CloudNativePG 1.30 writes beside it. */
export const AUTHORITY = '-----BEGIN CERTIFICATE-----\norders-db\n';
const AUTHORITY_SECRET: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 'orders-db-ca', namespace: 'team-orders' },
  type: 'Opaque',
  data: secretData({ 'ca.crt': AUTHORITY, 'ca.key': 'key' }),
};

const made = (
  name: string,
  object: KubernetesObject,
): [string, KubernetesObject[]] => [name, [object]];

/** What External Secrets makes for the administrator of a server. */
function administratorPassword({
  metadata: { name, namespace },
}: KubernetesObject): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace },
    type: 'Opaque',
    data: secretData({ password: 'Adm1n-secret' }),
  };
}

/** The Secret of a server that is there already. */
export function externalSecret(
  values: Record<string, string>,
): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'pg-admin', namespace: 'team-orders' },
    type: 'Opaque',
    data: secretData(values),
  };
}

/**
 * Stands in for Crossplane and the operators: each round hands the function what
 * it asked for in the round before, with the status the operators would write.
 */
export class SimulatedPlatform {
  readonly observed = new Map<string, ObservedResource>();
  /** Overrides what the operators write, by name of the resource. */
  readonly faults = new Map<
    string,
    (object: KubernetesObject) => KubernetesObject
  >();
  required: RequiredObjects = new Map();
  /** What is outside the composition and made by nobody here. */
  #outside: RequiredObjects = new Map();
  /** The Secrets that each role has had its password from, in their order. */
  readonly #passwordSecrets = new Map<string, string[]>();

  /** The plans that the platform team has written down. */
  plans: readonly object[] = DEFAULT_PLANS;

  /** What takes its time to be deleted. */
  deleting: KubernetesObject[] = [];

  constructor(
    public claim: KubernetesObject,
    readonly settings: Settings = DEFAULT_SETTINGS,
  ) {}

  /** Says what is outside the composition from now on. */
  putOutside(objects: RequiredObjects): void {
    this.#outside = objects;
    this.required = objects;
  }

  /** Calls the function once, without changing anything. */
  ask(): Composed {
    const answer = compose(this.input());
    if (!answer.ok) {
      throw new Error(
        answer.problems.map(one => `${one.path}: ${one.message}`).join('; '),
      );
    }
    return answer;
  }

  input(): Composition {
    const { claim, observed, settings } = this;
    const required = new Map([...sharedPlans(this.plans), ...this.required]);
    return { claim, observed, required, settings, now: ASKED_AT };
  }

  /** Applies an answer: makes, changes and deletes resources as Crossplane does. */
  apply(answer: Composed): void {
    for (const name of this.observed.keys()) {
      if (!answer.desired.has(name)) this.observed.delete(name);
    }
    for (const [name, { object }] of answer.desired) {
      const fault = this.faults.get(name) ?? (unchanged => unchanged);
      this.observed.set(name, {
        object: fault(operated(object)),
        connectionDetails: this.#connectionDetails(object),
      });
    }
    this.required = new Map([
      ...this.#outside,
      ...this.#made(),
      ...this.#look(answer),
    ]);
    this.claim = { ...this.claim, status: answer.status };
  }

  /** Secrets that operators have made, as Crossplane finds them. */
  #made(): [string, KubernetesObject[]][] {
    const password = this.observed.get('server-password')?.object;
    return [
      ...(this.observed.get('server')?.object.kind === 'Cluster'
        ? [
            made('server-administrator', SUPERUSER_SECRET),
            made('server-authority', AUTHORITY_SECRET),
          ]
        : []),
      ...(password
        ? [made('server-password', administratorPassword(password))]
        : []),
    ];
  }

  /** What is asked for no more and being deleted, as Crossplane finds it when it is told to look. */
  #look({ requirements }: Composed): [string, KubernetesObject[]][] {
    return Object.entries(requirements)
      .filter(([name]) => name.startsWith('left/'))
      .map(([name, { kind, matchName }]) => [
        name,
        this.deleting.filter(
          object => object.kind === kind && object.metadata.name === matchName,
        ),
      ]);
  }

  /** As provider-sql publishes them: each Secret that a role refers to has a password of its own. */
  #connectionDetails(object: KubernetesObject): Record<string, string> {
    const role = roleSchema.safeParse(object);
    if (!role.success) return publishedByCloud(object);
    const { metadata, spec } = role.data;
    const username = metadata.annotations['crossplane.io/external-name'];
    const { name } = spec.forProvider.passwordSecretRef;
    const secrets = this.#passwordSecrets.get(username) ?? [];
    if (!secrets.includes(name)) secrets.push(name);
    this.#passwordSecrets.set(username, secrets);
    const number = secrets.indexOf(name);
    return {
      username,
      password: `pw${number > 0 ? ` ${number}` : ''} of ${username}`,
      endpoint: 'orders-db-rw',
      port: '5432',
    };
  }

  /** Rounds until nothing changes; the names that each round added. */
  converge(): string[][] {
    const rounds: string[][] = [];
    for (;;) {
      const before = new Set(this.observed.keys());
      const answer = this.ask();
      const added = [...answer.desired.keys()].filter(
        name => !before.has(name),
      );
      const removed = [...before].filter(name => !answer.desired.has(name));
      this.apply(answer);
      if (added.length === 0 && removed.length === 0) return rounds;
      rounds.push(added);
    }
  }
}

/** What is asked for by a name within the composition. */
export function objectOf(
  platform: SimulatedPlatform,
  name: string,
): KubernetesObject {
  const resource = platform.ask().desired.get(name);
  if (!resource) throw new Error(`${name} is not asked for.`);
  return resource.object;
}

const roleSchema = z.object({
  kind: z.literal('Role'),
  metadata: z.object({
    annotations: z.object({ 'crossplane.io/external-name': z.string() }),
  }),
  spec: z.object({
    forProvider: z.object({
      passwordSecretRef: z.object({ name: z.string() }),
    }),
  }),
});
