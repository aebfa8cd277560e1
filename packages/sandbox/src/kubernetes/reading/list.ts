import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import { StatusError } from '../cluster-client';
import type { ListQuery, ListResult, ResourceType } from '../resource-api';
import { matcherOf } from '../selectors';
import { badRequest, expired } from '../status-errors';
import type { ObjectStore } from '../storage/object-store';
import { storageKey } from '../type-registry';
import { viewAs } from './object-view';

const tokenSchema = z.object({
  resourceVersion: z.number(),
  /** Namespace and name of the last object of the page before. */
  after: z.string(),
});
type Token = z.infer<typeof tokenSchema>;

const EXPIRED_TOKEN =
  'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.';

/** One page of the objects of a type. All pages of one list show the same moment. */
export function listObjects(
  store: ObjectStore,
  type: ResourceType,
  query: ListQuery,
): ListResult {
  const token = query.continue ? parseToken(query.continue) : undefined;
  const version = token?.resourceVersion ?? requestedVersion(store, query);
  const matches = matcherOf(type, query);
  const items = objectsAt(store, type, version, token !== undefined)
    .filter(object => token === undefined || keyOf(object) > token.after)
    .map(object => viewAs(type, object))
    .filter(matches);
  const result = { resourceVersion: String(version) };
  if (!query.limit || items.length <= query.limit) return { ...result, items };
  const page = items.slice(0, query.limit);
  const isSelective = Boolean(query.labelSelector || query.fieldSelector);
  return {
    ...result,
    items: page,
    continue: formatToken({
      resourceVersion: version,
      after: keyOf(page[page.length - 1]),
    }),
    ...(isSelective ? {} : { remainingItemCount: items.length - page.length }),
  };
}

/** Parses a resourceVersion that a client sent. */
export function parseResourceVersion(text: string): number {
  const version = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(version)) {
    throw badRequest(
      `resourceVersion: Invalid value: ${JSON.stringify(
        text,
      )}: must be a number`,
    );
  }
  return version;
}

function requestedVersion(
  store: ObjectStore,
  { resourceVersion, resourceVersionMatch }: ListQuery,
): number {
  if (!resourceVersion || resourceVersion === '0') return store.version;
  const version = parseResourceVersion(resourceVersion);
  if (version > store.version) {
    throw new StatusError(
      504,
      'Timeout',
      `Too large resource version: ${version}, current: ${store.version}`,
      {
        causes: [
          {
            reason: 'ResourceVersionTooLarge',
            message: 'Too large resource version',
            field: '',
          },
        ],
        retryAfterSeconds: 1,
      },
    );
  }
  return resourceVersionMatch === 'Exact' ? version : store.version;
}

/** The objects there were at a resourceVersion, by undoing what changed since. */
function objectsAt(
  store: ObjectStore,
  type: ResourceType,
  version: number,
  isContinued: boolean,
): KubernetesObject[] {
  const key = storageKey(type);
  if (version === store.version) return store.list(key);
  const objects = new Map(
    store.list(key).map(object => [keyOf(object), object]),
  );
  for (const change of changesSince(store, version, isContinued).reverse()) {
    if (change.type !== key) continue;
    if (change.previous) objects.set(keyOf(change.previous), change.previous);
    else objects.delete(keyOf(change.object));
  }
  return [...objects]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([, object]) => object);
}

function changesSince(
  store: ObjectStore,
  version: number,
  isContinued: boolean,
) {
  try {
    return store.since(version);
  } catch (error) {
    throw isContinued ? expired(EXPIRED_TOKEN) : error;
  }
}

function keyOf({ metadata }: KubernetesObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

function formatToken(token: Token): string {
  return Buffer.from(JSON.stringify(token)).toString('base64url');
}

function parseToken(text: string): Token {
  try {
    return tokenSchema.parse(
      JSON.parse(Buffer.from(text, 'base64url').toString('utf8')),
    );
  } catch {
    throw badRequest(
      'continue key is not valid: it must be the one that the list before returned',
    );
  }
}
