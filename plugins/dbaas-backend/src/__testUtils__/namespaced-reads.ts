import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import type { ApiResource } from '../clusters/discovery';
import type { ScriptedApiServer } from './scripted-api-server';
import { answer, answerStatus } from './scripted-answers';

const PATH = /^\/api\/v1\/namespaces\/([^/]+)\/([^/]+)(?:\/([^/]+))?$/;

export const EVENTS: ApiResource = {
  group: '',
  version: 'v1',
  kind: 'Event',
  plural: 'events',
  namespaced: true,
};

/** Serves single objects, and lists of one namespace in pages, of core/v1 kinds. */
export function serveNamespaced(
  server: ScriptedApiServer,
  ...resources: ApiResource[]
): () => void {
  return server.intercept(({ url }, response) => {
    const [, namespace, plural, name] = PATH.exec(url.pathname) ?? [];
    const resource = resources.find(one => one.plural === plural);
    if (!resource) return false;
    const objects = server
      .objectsOf(resource)
      .filter(({ metadata }) => metadata.namespace === namespace);
    if (name === undefined) {
      answer(response, 200, page(objects, url));
      return true;
    }
    const found = objects.find(({ metadata }) => metadata.name === name);
    if (found) answer(response, 200, found);
    else answerStatus(response, 404, 'NotFound');
    return true;
  });
}

/** Only the field selector that we send. */
function page(objects: KubernetesObject[], { searchParams }: URL) {
  const uid = /^involvedObject\.uid=(.*)$/.exec(
    searchParams.get('fieldSelector') ?? '',
  )?.[1];
  const selected = objects.filter(
    object =>
      uid === undefined ||
      (object.involvedObject as { uid?: string } | undefined)?.uid === uid,
  );
  const start = Number(searchParams.get('continue') ?? 0);
  const end = start + Number(searchParams.get('limit') ?? selected.length);
  return {
    metadata: { ...(end < selected.length && { continue: String(end) }) },
    items: selected.slice(start, end),
  };
}
