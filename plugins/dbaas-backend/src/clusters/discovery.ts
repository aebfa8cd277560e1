import type { GroupKind } from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import type { ClusterConnection } from './cluster-connection';

/** A kind as one cluster serves it. */
export interface ApiResource extends GroupKind {
  version: string;
  plural: string;
  namespaced: boolean;
}

/** What a cluster serves, by group and kind, in the version the server prefers. */
export type ApiResources = ReadonlyMap<string, ApiResource>;

/** Key of a group and kind, in the style of Crossplane and kubectl. */
export function groupKindKey({ group, kind }: GroupKind): string {
  return group === '' ? kind : `${kind}.${group}`;
}

/** Plural and group, the way `kubectl auth can-i` and RBAC rules name a resource. */
export function resourceName(
  resource: Pick<ApiResource, 'plural' | 'group'>,
): string {
  return resource.group === ''
    ? resource.plural
    : `${resource.plural}.${resource.group}`;
}

/** Path under which objects of all namespaces are listed and watched. */
export function resourcePath({ group, version, plural }: ApiResource): string {
  const [g, v, p] = [group, version, plural].map(encodeURIComponent);
  return group === '' ? `/api/${v}/${p}` : `/apis/${g}/${v}/${p}`;
}

const AGGREGATED =
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';

const aggregatedSchema = z.object({
  kind: z.literal('APIGroupDiscoveryList'),
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string().optional() }).optional(),
      versions: z.array(
        z.object({
          version: z.string(),
          resources: z
            .array(
              z.object({
                resource: z.string(),
                responseKind: z.object({ kind: z.string() }).optional(),
                scope: z.string(),
              }),
            )
            .default([]),
        }),
      ),
    }),
  ),
});

const groupListSchema = z.object({
  kind: z.literal('APIGroupList'),
  groups: z.array(
    z.object({
      name: z.string(),
      versions: z.array(z.object({ version: z.string() })),
    }),
  ),
});

const resourceListSchema = z.object({
  resources: z.array(
    z.object({ name: z.string(), kind: z.string(), namespaced: z.boolean() }),
  ),
});

/** Asks one cluster what it serves; cheap when nothing changed. */
export class Discovery {
  readonly #etags = new Map<string, string>();
  readonly #found = new Map<string, ApiResource[]>();

  constructor(
    private readonly connection: ClusterConnection,
    /** Whether an API group matters; servers without aggregated discovery are asked for these only. */
    private readonly matters: (group: string) => boolean,
    /** Until an answer must be complete, in milliseconds. */
    private readonly timeoutMs: number,
  ) {}

  async run(signal: AbortSignal): Promise<ApiResources> {
    const lists = await Promise.all([
      this.#discover('/api', signal),
      this.#discover('/apis', signal),
    ]);
    const resources = new Map<string, ApiResource>();
    for (const resource of lists.flat()) {
      // The first version is the one that the server prefers.
      const key = groupKindKey(resource);
      if (!resources.has(key)) resources.set(key, resource);
    }
    return resources;
  }

  async #discover(path: string, signal: AbortSignal): Promise<ApiResource[]> {
    const answer = await this.connection.getJson({
      path,
      accept: AGGREGATED,
      ifNoneMatch: this.#etags.get(path),
      signal,
      timeoutMs: this.timeoutMs,
    });
    if (answer.status === 304) return this.#found.get(path) ?? [];
    const aggregated = aggregatedSchema.safeParse(answer.body);
    if (!aggregated.success) {
      return path === '/api'
        ? this.#versionResources('', 'v1', signal)
        : this.#discoverGroups(answer.body, signal);
    }
    const found = aggregated.data.items.flatMap(readGroup);
    if (answer.etag) {
      this.#etags.set(path, answer.etag);
      this.#found.set(path, found);
    }
    return found;
  }

  async #discoverGroups(
    body: unknown,
    signal: AbortSignal,
  ): Promise<ApiResource[]> {
    const versions = groupListSchema
      .parse(body)
      .groups.filter(({ name }) => this.matters(name))
      .flatMap(({ name, versions: served }) =>
        served.map(({ version }) => ({ name, version })),
      );
    const lists = await Promise.all(
      versions.map(({ name, version }) =>
        this.#versionResources(name, version, signal),
      ),
    );
    return lists.flat();
  }

  async #versionResources(
    group: string,
    version: string,
    signal: AbortSignal,
  ): Promise<ApiResource[]> {
    const path = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
    const { body } = await this.connection.getJson({
      path,
      signal,
      timeoutMs: this.timeoutMs,
    });
    return resourceListSchema
      .parse(body)
      .resources.filter(({ name }) => !name.includes('/'))
      .map(({ name, kind, namespaced }) => ({
        group,
        version,
        kind,
        plural: name,
        namespaced,
      }));
  }
}

type AggregatedGroup = z.infer<typeof aggregatedSchema>['items'][number];

function readGroup({ metadata, versions }: AggregatedGroup): ApiResource[] {
  return versions.flatMap(({ version, resources }) =>
    resources.flatMap(({ resource, responseKind, scope }) =>
      responseKind === undefined
        ? []
        : [
            {
              group: metadata?.name ?? '',
              version,
              kind: responseKind.kind,
              plural: resource,
              namespaced: scope === 'Namespaced',
            },
          ],
    ),
  );
}
