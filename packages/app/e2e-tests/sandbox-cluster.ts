import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { z } from 'zod';

const kubeconfigSchema = z.object({
  clusters: z.array(
    z.object({ name: z.string(), cluster: z.object({ server: z.string() }) }),
  ),
  contexts: z.array(
    z.object({
      name: z.string(),
      context: z.object({ cluster: z.string(), user: z.string() }),
    }),
  ),
  users: z.array(
    z.object({ name: z.string(), user: z.object({ token: z.string() }) }),
  ),
});

const secretSchema = z.object({ data: z.record(z.string(), z.string()) });
const secretListSchema = z.object({
  items: z.array(
    z.object({ data: z.record(z.string(), z.string()).default({}) }),
  ),
});
const listSchema = z.object({
  items: z.array(
    z.looseObject({ metadata: z.looseObject({ name: z.string() }) }),
  ),
});

/** One cluster of the sandbox, read as its administrator over plain HTTP. */
export class SandboxCluster {
  private constructor(
    private readonly server: string,
    private readonly token: string,
  ) {}

  /** The cluster behind a context of a kubeconfig. */
  static async open(
    kubeconfigPath: string,
    contextName: string,
  ): Promise<SandboxCluster> {
    const config = kubeconfigSchema.parse(
      parse(await readFile(kubeconfigPath, 'utf8')),
    );
    const context = find(config.contexts, contextName).context;
    const { server } = find(config.clusters, context.cluster).cluster;
    return new SandboxCluster(
      // The server answers both; its certificate is its own.
      server.replace(/^https:/, 'http:'),
      find(config.users, context.user).user.token,
    );
  }

  /** The decoded data of a Secret, or undefined when there is none. */
  async secret(
    namespace: string,
    name: string,
  ): Promise<Record<string, string> | undefined> {
    const found = await this.#get(
      `/api/v1/namespaces/${namespace}/secrets/${name}`,
    );
    return found === undefined
      ? undefined
      : decoded(secretSchema.parse(found).data);
  }

  /** Every password in any Secret of the cluster. */
  async passwords(): Promise<string[]> {
    const { items } = secretListSchema.parse(
      await this.#get('/api/v1/secrets'),
    );
    const passwords = items.flatMap(({ data }) => decoded(data).password ?? []);
    return [...new Set(passwords)].filter(password => password !== '');
  }

  /** An object by its path below the API server, or undefined. */
  async object(path: string): Promise<unknown> {
    return this.#get(path);
  }

  /** Names of the objects below a list path. */
  async names(path: string): Promise<string[]> {
    const list = await this.#get(path);
    return list === undefined
      ? []
      : listSchema.parse(list).items.map(item => item.metadata.name);
  }

  async #get(path: string): Promise<unknown> {
    const response = await fetch(`${this.server}${path}`, {
      headers: {
        authorization: `Bearer ${this.token}`,
        accept: 'application/json',
      },
    });
    if (response.status === 404) return undefined;
    if (!response.ok)
      throw new Error(
        `GET ${path} answered ${response.status}: ${await response.text()}`,
      );
    return response.json();
  }
}

function decoded(data: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [
      key,
      Buffer.from(value, 'base64').toString('utf8'),
    ]),
  );
}

function find<T extends { name: string }>(items: T[], name: string): T {
  const found = items.find(item => item.name === name);
  if (!found) throw new Error(`The kubeconfig has no "${name}".`);
  return found;
}
