import {
  DEFAULT_PLANS,
  kubernetesObjectSchema,
  type KubernetesObject,
} from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import { compose, type Composed, type Composition } from '../compose';
import { secretData } from '../resources/kubernetes-secret';
import type { ObservedResource } from '../resources/observed-resources';
import type { RequiredObjects } from '../placements/server-access';
import { DEFAULT_SETTINGS, type Settings } from '../settings';
import { sharedPlans } from './shared-plans';
import { madeByCloud, publishedByCloud } from './simulated-clouds';

/** The time at which the simulated operators wrote their status. */
export const WRITTEN_AT = '2026-11-25T10:00:30Z';
/** The time at which the function is asked. */
export const ASKED_AT = new Date('2026-11-25T10:01:00Z');

const wrapperSchema = z.object({
  spec: z.object({
    forProvider: z.object({ manifest: kubernetesObjectSchema }),
  }),
});

/** The object inside a provider-kubernetes Object. */
export function manifestOf(object: KubernetesObject): KubernetesObject {
  return wrapperSchema.parse(object).spec.forProvider.manifest;
}

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

/** What the operator of a kind makes of an object once it has done its work. */
function operated(object: KubernetesObject): KubernetesObject {
  return {
    ...object,
    metadata: {
      ...object.metadata,
      uid: `uid-${object.kind}-${object.metadata.name}`,
      resourceVersion: '100',
      generation: 1,
      creationTimestamp: '2026-11-25T10:00:10Z',
    },
    ...statusOf(object),
  };
}

function statusOf(object: KubernetesObject): { status?: unknown } {
  const { apiVersion, kind } = object;
  switch (`${apiVersion.split('/')[0]} ${kind}`) {
    case 'postgresql.cnpg.io Cluster':
      return { status: clusterStatus(object) };
    case 'postgresql.sql.m.crossplane.io ProviderConfig':
      return { status: { users: 3 } };
    case 'kubernetes.m.crossplane.io Object':
      return {
        status: {
          conditions: managedConditions(),
          atProvider: { manifest: remoteManifest(object) },
        },
      };
    case 'external-secrets.io ExternalSecret':
      return { status: generatedStatus(object) };
    case 'external-secrets.io PushSecret':
      return { status: pushStatus() };
    case 'db.atlasgo.io AtlasSchema':
    case 'db.atlasgo.io AtlasMigration':
      return { status: atlasStatus(kind) };
    case 'v1 Secret':
      return {};
    default: {
      const atProvider = madeByCloud(object);
      return {
        status: {
          conditions: managedConditions(),
          ...(atProvider && { atProvider }),
        },
      };
    }
  }
}

function condition(type: string, reason: string, status = 'True') {
  return { type, status, reason, lastTransitionTime: WRITTEN_AT };
}

function managedConditions() {
  return [
    condition('Ready', 'Available'),
    { ...condition('Synced', 'ReconcileSuccess'), observedGeneration: 1 },
  ];
}

const clusterSchema = z.object({ spec: z.object({ instances: z.number() }) });

function clusterStatus(object: KubernetesObject) {
  const { instances } = clusterSchema.parse(object).spec;
  return {
    phase: 'Cluster in healthy state',
    instances,
    readyInstances: instances,
    currentPrimary: 'orders-db-1',
    targetPrimary: 'orders-db-1',
    image: 'ghcr.io/cloudnative-pg/postgresql:17.10',
    conditions: [condition('Ready', 'ClusterIsReady')],
  };
}

function generatedStatus({ metadata }: KubernetesObject) {
  return {
    refreshTime: WRITTEN_AT,
    syncedResourceVersion: '1-3f2a',
    binding: { name: metadata.name },
    conditions: [condition('Ready', 'SecretSynced')],
  };
}

function pushStatus() {
  return {
    refreshTime: WRITTEN_AT,
    syncedResourceVersion: '1-3f2a',
    conditions: [condition('Ready', 'Synced')],
  };
}

function atlasStatus(kind: string) {
  return {
    observedGeneration: 1,
    observed_hash: 'b1946ac92492d2347c6235b4d2611184',
    ...(kind === 'AtlasMigration'
      ? { lastApplied: 1795600830, lastAppliedVersion: '20261125100000' }
      : { last_applied: 1795600830 }),
    failed: 0,
    conditions: [
      condition('Ready', 'Applied'),
      condition('Reconciling', 'Applied', 'False'),
      condition('Stalled', 'Applied', 'False'),
    ],
  };
}

function remoteManifest(object: KubernetesObject): unknown {
  const manifest = manifestOf(object);
  if (manifest.kind !== 'ExternalSecret') return manifest;
  return {
    ...manifest,
    status: {
      refreshTime: WRITTEN_AT,
      syncedResourceVersion: '1-77ab',
      binding: { name: 'orders-db' },
      conditions: [condition('Ready', 'SecretSynced')],
    },
  };
}
