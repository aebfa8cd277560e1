import {
  kubernetesObjectSchema,
  type KubernetesObject,
} from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import type { ClusterConnection } from '../clusters/cluster-connection';
import { resourcePath, type ApiResource } from '../clusters/discovery';
import { KubernetesStatusError } from '../clusters/kubernetes-error';
import { trim } from './trim';
import type { WatchedKind } from './watched-kind';

const PAGE_SIZE = 500;
const PAGE_TIMEOUT_MS = 60_000;

const listSchema = z.object({
  metadata: z.object({
    resourceVersion: z.string(),
    continue: z.string().optional(),
  }),
  items: z.array(z.unknown()).nullish(),
});

/** All objects of a kind at one moment. */
export interface ObjectList {
  objects: KubernetesObject[];
  /** From here a watch misses nothing. */
  resourceVersion: string;
}

/** What to list or watch and where. */
export interface ListSource {
  connection: ClusterConnection;
  resource: ApiResource;
  kind: WatchedKind;
}

/**
 * Lists a kind page by page. When the snapshot that the pages are taken from
 * expires on the way, everything is read once more in one piece, as client-go's
 * pager does.
 */
export async function listObjects(
  source: ListSource,
  signal: AbortSignal,
  onContact: () => void,
): Promise<ObjectList> {
  const objects: KubernetesObject[] = [];
  let next: string | undefined;
  do {
    const page = await readPageIfFresh(source, { signal, next });
    if (page === undefined) return readWhole(source, signal, onContact);
    onContact();
    objects.push(...page.objects);
    next = page.next;
    if (!next) return { objects, resourceVersion: page.resourceVersion };
  } while (!signal.aborted);
  throw signal.reason;
}

/** A page, or undefined when the snapshot that it continues has expired. */
async function readPageIfFresh(
  source: ListSource,
  options: { signal: AbortSignal; next?: string },
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
  signal: AbortSignal,
  onContact: () => void,
): Promise<ObjectList> {
  const { objects, resourceVersion } = await readPage(source, {
    signal,
    whole: true,
  });
  onContact();
  return { objects, resourceVersion };
}

async function readPage(
  source: ListSource,
  options: { signal: AbortSignal; next?: string; whole?: boolean },
) {
  const query = new URLSearchParams();
  if (!options.whole) query.set('limit', String(PAGE_SIZE));
  if (options.next) query.set('continue', options.next);
  for (const [name, value] of selectorsOf(source.kind)) query.set(name, value);
  const { body } = await source.connection.getJson({
    path: `${resourcePath(source.resource)}?${query}`,
    accept: acceptOf(source.kind, 'PartialObjectMetadataList'),
    signal: options.signal,
    timeoutMs: PAGE_TIMEOUT_MS,
  });
  const list = listSchema.parse(body);
  return {
    objects: (list.items ?? []).map(item => readObject(source.resource, item)),
    resourceVersion: list.metadata.resourceVersion,
    next: list.metadata.continue,
  };
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
 * An object as it arrived, trimmed. Items of lists may lack kind and version,
 * and partial objects carry those of `PartialObjectMetadata`.
 */
export function readObject(
  { group, version, kind }: ApiResource,
  item: unknown,
): KubernetesObject {
  const object = z.record(z.string(), z.unknown()).parse(item);
  return trim(
    kubernetesObjectSchema.parse({
      ...object,
      apiVersion: group === '' ? version : `${group}/${version}`,
      kind,
    }),
  );
}
