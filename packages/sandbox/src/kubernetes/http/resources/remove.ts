import { apiVersionOf } from '../../type-registry';
import { json, type Reply } from '../answer';
import { readOptionalObject } from '../body/request-body';
import { deletedBody } from '../status-body';
import { removeOptionsOf, selectionOf } from './request-options';
import { warningsOf, withoutKind } from './read';
import { shownObject, type ResourceRequest } from './resource-request';

/** `DELETE` of one object: a `Status` when it is gone, the object while finalizers hold it. */
export async function removeObject(
  request: ResourceRequest,
  name: string,
): Promise<Reply> {
  const { api, type, namespace, request: apiRequest } = request;
  const options = removeOptionsOf(
    apiRequest,
    await readOptionalObject(apiRequest),
  );
  const { object, deleted } = await api.remove(type, namespace, name, options);
  const warnings = warningsOf(request);
  if (deleted)
    return json(
      deletedBody({
        name,
        ...(type.group === '' ? {} : { group: type.group }),
        kind: type.plural,
        uid: object.metadata.uid,
      }),
      { warnings },
    );
  const isForeground = options.propagationPolicy === 'Foreground';
  return json(shownObject(request, object), {
    status: isForeground ? 202 : 200,
    warnings,
  });
}

/** `DELETE` of a collection. */
export async function removeCollection(
  request: ResourceRequest,
): Promise<Reply> {
  const { api, type, namespace, request: apiRequest } = request;
  const options = removeOptionsOf(
    apiRequest,
    await readOptionalObject(apiRequest),
  );
  const items = await api.removeCollection(
    type,
    selectionOf(apiRequest, namespace),
    options,
  );
  return json(
    {
      kind: type.listKind,
      apiVersion: apiVersionOf(type),
      metadata: { resourceVersion: api.currentResourceVersion() },
      items: type.builtIn ? items.map(withoutKind) : items,
    },
    { warnings: warningsOf(request) },
  );
}
