import type { KubernetesObject } from './kubernetes-object';

/**
 * Makes a function read an object once, however often it is asked. An object that was
 * read from a cluster is never changed, so what was read holds as long as the object.
 */
export function readOnce<T>(
  read: (object: KubernetesObject) => T,
): (object: KubernetesObject) => T {
  const results = new WeakMap<KubernetesObject, { result: T }>();
  return object => {
    const known = results.get(object);
    if (known) return known.result;
    const result = read(object);
    results.set(object, { result });
    return result;
  };
}
