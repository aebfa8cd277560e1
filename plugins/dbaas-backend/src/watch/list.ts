import {
  kubernetesObjectSchema,
  type KubernetesObject,
} from '@backstage-dbaas/plugin-dbaas-common';
import limit from 'p-limit';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import type { ClusterConnection } from '../clusters/cluster-connection';
import { resourcePath, type ApiResource } from '../clusters/discovery';
import { KubernetesStatusError } from '../clusters/kubernetes-error';
import { trim } from './trim';
import { unusableObject, type UnusableObject } from './unusable-objects';
import type { WatchedKind } from './watched-kind';

const PAGE_SIZE = 500;

const listSchema = z.object({
  metadata: z.object({
    resourceVersion: z.string(),
    continue: z.string().optional(),
  }),
  items: z.array(z.unknown()).nullish(),
});

/** What there is of a kind at one moment. */
export interface ObjectList {
  /** Names of all objects. */
  names: NamespacedName[];
  /** Items that are not objects; they are left out, so that the others are seen. */
  unusable: UnusableObject[];
  /** From here a watch misses nothing. */
  resourceVersion: string;
}

/** Names an object among those of its kind. */
export interface NamespacedName {
  namespace?: string;
  name: string;
}

/** What {@link readObject} made of an item: one of the two. */
export type ReadObject =
  | { object: KubernetesObject; unusable?: undefined }
  | { object?: undefined; unusable: UnusableObject };

/** What to list or watch and where. */
export interface ListSource {
  connection: ClusterConnection;
  resource: ApiResource;
  kind: WatchedKind;
}

export interface ListOptions {
  signal: AbortSignal;
  /** Until a page must be complete, in milliseconds. */
  timeoutMs: number;
  /** Called with every page. */
  onPage: (objects: KubernetesObject[]) => void;
}

/**
 * Lists a kind page by page, so that nobody has to hold or work off all of it at once.
 * When the snapshot that the pages are taken from
 * expires on the way, everything is read once more in one piece, as client-go's
 * pager does.
 */
export async function listObjects(
  source: ListSource,
  options: ListOptions,
): Promise<ObjectList> {
  const names: NamespacedName[] = [];
  const unusable: UnusableObject[] = [];
  let next: string | undefined;
  do {
    const page = await readPageIfFresh(source, { ...options, next });
    if (page === undefined) return readWhole(source, options);
    await inTurn(() => options.onPage(page.objects));
    names.push(...namesOf(page.objects));
    unusable.push(...page.unusable);
    next = page.next;
    const { resourceVersion } = page;
    if (!next) return { names, unusable, resourceVersion };
  } while (!options.signal.aborted);
  throw options.signal.reason;
}

/** A page, or undefined when the snapshot that it continues has expired. */
async function readPageIfFresh(
  source: ListSource,
  options: ListOptions & { next?: string },
) {
  try {
    return await readPage(source, options);
  } catch (error) {
    const expired = error instanceof KubernetesStatusError && error.expired;
    if (expired && options.next !== undefined) return undefined;
    throw error;
  }
}

async function readWhole(
  source: ListSource,
  options: ListOptions,
): Promise<ObjectList> {
  const page = await readPage(source, { ...options, whole: true });
  const { objects, unusable, resourceVersion } = page;
  await inTurn(() => options.onPage(objects));
  return { names: namesOf(objects), unusable, resourceVersion };
}

function namesOf(objects: readonly KubernetesObject[]): NamespacedName[] {
  return objects.map(({ metadata: { namespace, name } }) => ({
    namespace,
    name,
  }));
}

async function readPage(
  source: ListSource,
  options: ListOptions & { next?: string; whole?: boolean },
) {
  const query = new URLSearchParams();
  if (!options.whole) query.set('limit', String(PAGE_SIZE));
  if (options.next) query.set('continue', options.next);
  for (const [name, value] of selectorsOf(source.kind)) query.set(name, value);
  const { body } = await source.connection.getJson({
    path: `${resourcePath(source.resource)}?${query}`,
    accept: acceptOf(source.kind, 'PartialObjectMetadataList'),
    signal: options.signal,
    timeoutMs: options.timeoutMs,
  });
  const list = listSchema.parse(body);
  const read = await inTurn(() =>
    (list.items ?? []).map(item => readObject(source.resource, item)),
  );
  return {
    objects: read.flatMap(({ object }) => object ?? []),
    unusable: read.flatMap(({ unusable }) => unusable ?? []),
    resourceVersion: list.metadata.resourceVersion,
    next: list.metadata.continue,
  };
}

/**
 * Pages of all clusters together are worked off one at a time. A start reads hundreds,
 * and those that arrive together would keep everything else waiting for seconds.
 */
const atATime = limit(1);

function inTurn<T>(work: () => T): Promise<T> {
  return atATime(async () => {
    await nextTurn();
    return work();
  });
}

/** The selectors of a kind as query parameters. */
export function selectorsOf({
  labelSelector,
  fieldSelector,
}: WatchedKind): [string, string][] {
  return Object.entries({ labelSelector, fieldSelector }).flatMap(
    ([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, value]],
  );
}

/** Media type for the whole object or for its metadata. */
export function acceptOf(
  kind: WatchedKind,
  as: 'PartialObjectMetadata' | 'PartialObjectMetadataList',
): string {
  return kind.metadataOnly
    ? `application/json;as=${as};v=v1;g=meta.k8s.io,application/json`
    : 'application/json';
}

/**
 * An object as it arrived, trimmed, or why it is none. Items of lists may lack
 * kind and version, and partial objects carry those of `PartialObjectMetadata`.
 */
export function readObject(
  { group, version, kind }: ApiResource,
  item: unknown,
): ReadObject {
  const parsed = kubernetesObjectSchema.safeParse({
    ...z.record(z.string(), z.unknown()).catch({}).parse(item),
    apiVersion: group === '' ? version : `${group}/${version}`,
    kind,
  });
  return parsed.success
    ? { object: trim(parsed.data) }
    : { unusable: unusableObject(item, parsed.error) };
}
