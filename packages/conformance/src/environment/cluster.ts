import {
  kubernetesObjectSchema,
  type KubernetesObject,
} from '@backstage-dbaas/plugin-dbaas-common';
import {
  ApiException,
  KubeConfig,
  KubernetesObjectApi,
  PatchStrategy,
} from '@kubernetes/client-node';
import { z } from 'zod';

const FIELD_MANAGER = 'dbaas-conformance';

/** Names one object. */
export interface ObjectRef {
  apiVersion: string;
  kind: string;
  namespace?: string;
  name: string;
}

const secretSchema = z.object({
  data: z.record(z.string(), z.string()).default({}),
});

/** A cluster, through the official client. */
export class Cluster {
  readonly #api: KubernetesObjectApi;
  readonly #served = new Map<string, Promise<boolean>>();

  private constructor(readonly config: KubeConfig) {
    this.#api = KubernetesObjectApi.makeApiClient(config);
  }

  static open(kubeconfig: string, context: string): Cluster {
    const config = new KubeConfig();
    config.loadFromFile(kubeconfig);
    if (!config.getContextObject(context)) {
      throw new Error(
        `${kubeconfig} has no context "${context}". It has: ${config
          .getContexts()
          .map(({ name }) => name)
          .join(', ')}.`,
      );
    }
    config.setCurrentContext(context);
    return new Cluster(config);
  }

  /** Server-side apply. Throws what the API server says when it refuses. */
  async apply(object: KubernetesObject): Promise<KubernetesObject> {
    const { name, namespace, labels, annotations } = object.metadata;
    const applied = await this.#api.patch(
      { ...object, metadata: { name, namespace, labels, annotations } },
      undefined,
      undefined,
      FIELD_MANAGER,
      true,
      PatchStrategy.ServerSideApply,
    );
    return asObject(applied);
  }

  /** The object, or undefined when it is not there. */
  async get(ref: ObjectRef): Promise<KubernetesObject | undefined> {
    return orUndefined(async () =>
      asObject(await this.#api.read(headerOf(ref))),
    );
  }

  async list(
    { apiVersion, kind }: Pick<ObjectRef, 'apiVersion' | 'kind'>,
    options: { namespace?: string; labelSelector?: string } = {},
  ): Promise<KubernetesObject[]> {
    const found = await orUndefined(() =>
      this.#api.list(
        apiVersion,
        kind,
        options.namespace,
        undefined,
        undefined,
        undefined,
        undefined,
        options.labelSelector,
      ),
    );
    return (found?.items ?? []).map(item =>
      asObject({ ...item, apiVersion, kind }),
    );
  }

  /** Deletes the object, if it is there. */
  async delete(ref: ObjectRef): Promise<void> {
    await orUndefined(() => this.#api.delete(headerOf(ref)));
  }

  /** Whether the cluster serves a kind; what is installed does not change during a test. */
  async serves(kind: Pick<ObjectRef, 'apiVersion' | 'kind'>): Promise<boolean> {
    const key = `${kind.apiVersion} ${kind.kind}`;
    const known = this.#served.get(key) ?? this.#asksFor(kind);
    this.#served.set(key, known);
    try {
      return await known;
    } catch (error) {
      this.#served.delete(key);
      throw error;
    }
  }

  async #asksFor(
    kind: Pick<ObjectRef, 'apiVersion' | 'kind'>,
  ): Promise<boolean> {
    try {
      await this.#api.list(kind.apiVersion, kind.kind);
      return true;
    } catch (error) {
      const unknownKind =
        error instanceof Error &&
        /Failed to fetch resource metadata|Unrecognized API version and kind/.test(
          error.message,
        );
      if (unknownKind || isNotFound(error)) return false;
      throw error;
    }
  }

  /** The values of a Secret in clear text, or undefined when it is not there. */
  async secret(
    namespace: string,
    name: string,
  ): Promise<Record<string, string> | undefined> {
    const object = await this.get({
      apiVersion: 'v1',
      kind: 'Secret',
      namespace,
      name,
    });
    if (!object) return undefined;
    const { data } = secretSchema.parse(object);
    return Object.fromEntries(
      Object.entries(data).map(([key, value]) => [
        key,
        Buffer.from(value, 'base64').toString('utf8'),
      ]),
    );
  }
}

function headerOf({ apiVersion, kind, namespace, name }: ObjectRef) {
  return { apiVersion, kind, metadata: { namespace, name } };
}

/** The client turns times into Dates; everything here reads them as they were sent. */
function asObject(object: object): KubernetesObject {
  return kubernetesObjectSchema.parse(JSON.parse(JSON.stringify(object)));
}

function isNotFound(error: unknown): boolean {
  return error instanceof ApiException && error.code === 404;
}

async function orUndefined<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

/** What an API server said, in one line. */
export function messageOf(error: unknown): string {
  if (error instanceof ApiException) {
    const status = z
      .object({ message: z.string() })
      .safeParse(parse(error.body)).data;
    return status?.message ?? `HTTP ${error.code}`;
  }
  if (error instanceof z.ZodError) return z.prettifyError(error);
  return error instanceof Error ? error.message : String(error);
}

function parse(body: unknown): unknown {
  if (typeof body !== 'string') return body;
  try {
    return JSON.parse(body);
  } catch {
    // Not JSON: something in between answered.
    return undefined;
  }
}
