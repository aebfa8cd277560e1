import {
  groupOf,
  type KubernetesObject,
} from '../kubernetes/kubernetes-object';
import { readByShape } from './crossplane';
import { readGeneric } from './generic';
import { readDeletion } from './observation';
import { readsKind, type ReadResource, type ResourceReader } from './reader';
import { BUILT_IN_READERS } from './readers';

/**
 * A function that reads every kind: by the first of the given readers that is made
 * for it, else as a resource of Crossplane when it looks like one, else by its
 * conditions. What nothing answers is unknown.
 *
 * @param additional - readers that come before the built-in ones
 * @public
 */
export function createReadResource(
  additional: readonly ResourceReader[] = [],
): ReadResource {
  const readerOf = findOnce([...additional, ...BUILT_IN_READERS]);
  const readResource: ReadResource = (object, context) => {
    const deletion = readDeletion(object, context);
    if (deletion) return deletion;
    const reader = readerOf(object);
    return reader
      ? reader.read(object, context, readResource)
      : readByShape(object, context, readResource) ??
          readGeneric(object, context);
  };
  return readResource;
}

/** Thousands of objects are of a few kinds: the reader of a kind is looked for once. */
function findOnce(readers: readonly ResourceReader[]) {
  const found = new Map<string, ResourceReader | undefined>();
  return (object: KubernetesObject): ResourceReader | undefined => {
    const kind = { group: groupOf(object), kind: object.kind };
    const key = `${kind.group} ${kind.kind}`;
    if (!found.has(key))
      found.set(
        key,
        readers.find(one => readsKind(one, kind)),
      );
    return found.get(key);
  };
}

/** Reads an object with the built-in readers. @public */
export const readResource: ReadResource = createReadResource();
