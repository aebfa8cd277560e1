import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import {
  isNotFound,
  type ClusterClient,
} from '../../kubernetes/cluster-client';
import { encodeValues, secretValues, type SecretValues } from './secret-data';

export const STORE_API = 'external-secrets.io/v1';
const LOCAL_SERVER = 'kubernetes.default';
const FIELD_MANAGER = 'external-secrets';

/** Names a store from an ExternalSecret or PushSecret. */
export const storeRefSchema = z.object({
  name: z.string(),
  kind: z.enum(['SecretStore', 'ClusterSecretStore']).default('SecretStore'),
});
export type StoreRef = z.infer<typeof storeRefSchema>;

const bearerToken = z.object({
  name: z.string(),
  key: z.string().default('token'),
  namespace: z.string().optional(),
});
const serviceAccount = z.object({
  name: z.string(),
  namespace: z.string().optional(),
});

const specSchema = z.object({
  conditions: z
    .array(z.object({ namespaces: z.array(z.string()).optional() }))
    .optional(),
  provider: z.object({
    kubernetes: z
      .object({
        remoteNamespace: z.string().default('default'),
        server: z
          .object({ url: z.string().default(LOCAL_SERVER) })
          .default({ url: LOCAL_SERVER }),
        auth: z
          .object({
            serviceAccount: serviceAccount.optional(),
            token: z.object({ bearerToken }).optional(),
          })
          .optional(),
      })
      .optional(),
  }),
});

/** Why a store cannot be used; `reason` is that of its Ready condition (ESO 2.9 secretstore_common.go). */
export class StoreError extends Error {
  constructor(
    readonly reason:
      | 'InvalidProviderConfig'
      | 'InvalidStoreConfiguration'
      | 'ValidationFailed',
    message: string,
  ) {
    super(message);
    this.name = 'StoreError';
  }
}

/** Something that is asked of a store and is not there. */
export class RemoteSecretMissing extends Error {
  constructor(key: string) {
    super(`error getting secret ${key}: secrets "${key}" not found`);
    this.name = 'RemoteSecretMissing';
  }
}

/** An opened store of the kubernetes provider: Secrets of one namespace of one cluster. */
export class SecretStoreClient {
  constructor(
    private readonly remote: ClusterClient,
    private readonly namespace: string,
  ) {}

  async read(key: string): Promise<SecretValues> {
    const secret = await this.remote.get(this.#ref(key));
    if (!secret) throw new RemoteSecretMissing(key);
    return secretValues(secret);
  }

  async names(): Promise<string[]> {
    const secrets = await this.remote.list(
      { apiVersion: 'v1', kind: 'Secret' },
      { namespace: this.namespace },
    );
    return secrets.map(secret => secret.metadata.name);
  }

  /** Sets some values of a remote Secret, which is made if needed, and keeps the others. */
  async write(key: string, values: SecretValues): Promise<void> {
    await this.#put(key, current => ({ ...current, ...values }));
  }

  /** Sets all values of a remote Secret, which is made if needed. */
  async replace(key: string, values: SecretValues): Promise<void> {
    await this.#put(key, () => values);
  }

  async exists(key: string): Promise<boolean> {
    return (await this.remote.get(this.#ref(key))) !== undefined;
  }

  /** Removes a remote Secret. Fine when it is gone. */
  async removeAll(key: string): Promise<void> {
    try {
      await this.remote.delete(this.#ref(key));
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }

  /** Removes values of a remote Secret, and the Secret with its last one. Fine when it is gone. */
  async remove(key: string, properties: readonly string[]): Promise<void> {
    const secret = await this.remote.get(this.#ref(key));
    if (!secret) return;
    const remaining = Object.keys(secretValues(secret)).filter(
      name => !properties.includes(name),
    );
    if (remaining.length === 0) await this.removeAll(key);
    else
      await this.remote.patch(this.#ref(key), {
        data: Object.fromEntries(properties.map(name => [name, null])),
      });
  }

  async #put(
    key: string,
    change: (current: SecretValues) => SecretValues,
  ): Promise<void> {
    const existing = await this.remote.get(this.#ref(key));
    const current = existing ? secretValues(existing) : {};
    const wanted = change(current);
    if (!existing)
      await this.remote.create({
        ...SECRET,
        metadata: {
          name: key,
          namespace: this.namespace,
          labels: { 'reconcile.external-secrets.io/managed-by': FIELD_MANAGER },
        },
        type: 'Opaque',
        data: encodeValues(wanted),
      });
    else if (!sameValues(current, wanted))
      await this.remote.patch(this.#ref(key), {
        data: {
          ...Object.fromEntries(Object.keys(current).map(name => [name, null])),
          ...encodeValues(wanted),
        },
      });
  }

  #ref(name: string) {
    return { ...SECRET, namespace: this.namespace, name };
  }
}

const SECRET = { apiVersion: 'v1', kind: 'Secret' } as const;

function sameValues(one: SecretValues, other: SecretValues): boolean {
  const names = Object.keys(one);
  return (
    names.length === Object.keys(other).length &&
    names.every(name => other[name]?.equals(one[name]))
  );
}

/** Opens a store object: its cluster must be known and its credentials must be there. */
export async function openStore(
  store: KubernetesObject,
  local: ClusterClient,
  clusterAt: (url: string) => ClusterClient | undefined,
): Promise<SecretStoreClient> {
  const spec = specSchema.safeParse(store.spec);
  if (!spec.success)
    throw new StoreError(
      'InvalidStoreConfiguration',
      z.prettifyError(spec.error),
    );
  const { kubernetes } = spec.data.provider;
  if (!kubernetes)
    throw new StoreError(
      'InvalidProviderConfig',
      'the sandbox knows the kubernetes provider only',
    );
  const isLocal = kubernetes.server.url
    .replace(/^https?:\/\//, '')
    .startsWith(LOCAL_SERVER);
  const remote = isLocal ? local : clusterAt(kubernetes.server.url);
  if (!remote)
    throw new StoreError(
      'ValidationFailed',
      `dial tcp: no cluster answers at ${kubernetes.server.url}`,
    );
  await requireCredentials(kubernetes.auth, store.metadata.namespace, local);
  return new SecretStoreClient(remote, kubernetes.remoteNamespace);
}

type Auth = NonNullable<
  z.infer<typeof specSchema>['provider']['kubernetes']
>['auth'];

async function requireCredentials(
  auth: Auth,
  storeNamespace: string | undefined,
  local: ClusterClient,
): Promise<void> {
  if (auth?.token) {
    const { name, key, namespace = storeNamespace } = auth.token.bearerToken;
    const secret = await local.get({ ...SECRET, namespace, name });
    if (!secret)
      throw new StoreError(
        'InvalidProviderConfig',
        `could not fetch Auth.Token.BearerToken: cannot get Kubernetes secret "${name}" from namespace "${namespace}": secret not found`,
      );
    if (!secretValues(secret)[key])
      throw new StoreError(
        'InvalidProviderConfig',
        `could not fetch Auth.Token.BearerToken: cannot find secret data for key: "${key}"`,
      );
    return;
  }
  if (auth?.serviceAccount) {
    const { name, namespace = storeNamespace } = auth.serviceAccount;
    const account = await local.get({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      namespace,
      name,
    });
    if (!account)
      throw new StoreError(
        'InvalidProviderConfig',
        `could not fetch service account token: serviceaccounts "${name}" not found`,
      );
    return;
  }
  throw new StoreError(
    'InvalidStoreConfiguration',
    'no auth method given: set auth.serviceAccount or auth.token',
  );
}

/** False when a ClusterSecretStore does not allow a namespace (`spec.conditions`). */
export function allowsNamespace(
  store: KubernetesObject,
  namespace: string,
): boolean {
  const { conditions = [] } = specSchema.parse(store.spec);
  return (
    conditions.length === 0 ||
    conditions.some(({ namespaces }) => namespaces?.includes(namespace))
  );
}

/** The store that a ref names, opened for use from a namespace. */
export async function openReferencedStore(
  ref: StoreRef,
  namespace: string,
  local: ClusterClient,
  clusterAt: (url: string) => ClusterClient | undefined,
): Promise<SecretStoreClient> {
  const store = await local.get({
    apiVersion: STORE_API,
    kind: ref.kind,
    name: ref.name,
    ...(ref.kind === 'SecretStore' && { namespace }),
  });
  if (!store)
    throw new StoreError(
      'InvalidProviderConfig',
      `could not get ${ref.kind} "${ref.name}", not found`,
    );
  if (ref.kind === 'ClusterSecretStore' && !allowsNamespace(store, namespace)) {
    throw new StoreError(
      'InvalidProviderConfig',
      `using cluster store "${ref.name}" is not allowed from namespace "${namespace}": denied by spec.condition`,
    );
  }
  return openStore(store, local, clusterAt);
}
