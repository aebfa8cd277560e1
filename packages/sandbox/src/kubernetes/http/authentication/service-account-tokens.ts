import { randomBytes } from 'node:crypto';
import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import type { Log } from '../../../log';
import { isNotFound } from '../../cluster-client';
import type { ResourceApi, ResourceType } from '../../resource-api';
import { authenticatedUser, serviceAccountName, type User } from './user';

const TOKEN_TYPE = 'kubernetes.io/service-account-token';
const NAME_ANNOTATION = 'kubernetes.io/service-account.name';
const UID_ANNOTATION = 'kubernetes.io/service-account.uid';
const TOKEN_BYTES = 32;
const FIELD_MANAGER = 'kube-controller-manager';

const secretSchema = z.looseObject({
  type: z.literal(TOKEN_TYPE),
  metadata: z.looseObject({
    name: z.string(),
    namespace: z.string(),
    annotations: z.looseObject({ [NAME_ANNOTATION]: z.string() }),
  }),
  data: z.looseObject({ token: z.base64().optional() }).optional(),
});

interface TokenSecret {
  namespace: string;
  name: string;
  serviceAccount: string;
  token?: string;
}

/**
 * Tokens in Secrets of type `kubernetes.io/service-account-token`. A Secret
 * without a token gets one, as from the token controller of a real cluster.
 */
export class ServiceAccountTokens {
  readonly #api: ResourceApi;
  readonly #log: Log;
  readonly #secrets: ResourceType;
  readonly #serviceAccounts: ResourceType;
  readonly #byToken = new Map<string, TokenSecret>();
  readonly #stops: (() => void)[];

  constructor(api: ResourceApi, log: Log) {
    this.#api = api;
    this.#log = log;
    this.#secrets = requiredType(api, 'Secret');
    this.#serviceAccounts = requiredType(api, 'ServiceAccount');
    const selection = { fieldSelector: `type=${TOKEN_TYPE}` };
    const { items, resourceVersion } = api.list(this.#secrets, selection);
    items.forEach(secret => this.#learn(secret));
    this.#stops = [
      api.watch(
        this.#secrets,
        { ...selection, resourceVersion },
        ({ type, object }) => this.#onSecret(type, object),
      ),
      api.watch(this.#serviceAccounts, {}, ({ object }) =>
        this.#issueFor(object),
      ),
    ];
  }

  stop(): void {
    this.#stops.forEach(stop => stop());
  }

  /** Who a token belongs to, while both its Secret and the service account exist. */
  userOf(token: string): User | undefined {
    const secret = this.#byToken.get(token);
    if (!secret) return undefined;
    const { namespace, serviceAccount } = secret;
    const account = this.#serviceAccount(namespace, serviceAccount);
    const username = serviceAccountName(namespace, serviceAccount);
    return account && authenticatedUser(username, [], account.metadata.uid);
  }

  #onSecret(type: string, object: KubernetesObject): void {
    this.#forget(object);
    if (type === 'DELETED') return;
    const secret = this.#learn(object);
    if (secret && secret.token === undefined) this.#issue(secret);
  }

  #learn(object: KubernetesObject): TokenSecret | undefined {
    const secret = parseTokenSecret(object);
    if (secret?.token !== undefined) this.#byToken.set(secret.token, secret);
    return secret;
  }

  #forget({ metadata }: KubernetesObject): void {
    for (const [token, { namespace, name }] of this.#byToken) {
      if (namespace === metadata.namespace && name === metadata.name)
        this.#byToken.delete(token);
    }
  }

  /** Secrets may be there before their service account. */
  #issueFor({ metadata }: KubernetesObject): void {
    const { namespace, name } = metadata;
    this.#api
      .list(this.#secrets, { namespace, fieldSelector: `type=${TOKEN_TYPE}` })
      .items.map(parseTokenSecret)
      .filter(secret => secret !== undefined)
      .filter(secret => secret.token === undefined)
      .filter(({ serviceAccount }) => serviceAccount === name)
      .forEach(secret => this.#issue(secret));
  }

  #issue({ namespace, name, serviceAccount }: TokenSecret): void {
    const account = this.#serviceAccount(namespace, serviceAccount);
    if (!account) return;
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const content = {
      metadata: { annotations: { [UID_ANNOTATION]: account.metadata.uid } },
      data: { namespace: base64(namespace), token: base64(token) },
    };
    this.#api
      .patch(this.#secrets, namespace, name, content, {
        patchType: 'merge',
        fieldManager: FIELD_MANAGER,
      })
      .catch(error => {
        if (!isNotFound(error))
          this.#log.warn(
            `no token for Secret ${namespace}/${name}: ${error.message}`,
          );
      });
  }

  #serviceAccount(
    namespace: string,
    name: string,
  ): KubernetesObject | undefined {
    try {
      return this.#api.get(this.#serviceAccounts, namespace, name);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }
}

function parseTokenSecret(object: KubernetesObject): TokenSecret | undefined {
  const { success, data: secret } = secretSchema.safeParse(object);
  if (!success) return undefined;
  const { name, namespace, annotations } = secret.metadata;
  const token = secret.data?.token;
  return {
    namespace,
    name,
    serviceAccount: annotations[NAME_ANNOTATION],
    ...(token ? { token: Buffer.from(token, 'base64').toString('utf8') } : {}),
  };
}

function requiredType(api: ResourceApi, kind: string): ResourceType {
  const type = api.findKind('v1', kind);
  if (!type)
    throw new Error(`The cluster ${api.cluster} does not serve ${kind}.`);
  return type;
}

function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
