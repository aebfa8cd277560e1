import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import { mergePatch } from '../../patch/merge-patch';
import type { ScalePaths } from '../../resource-api';
import { badRequest } from '../../status-errors';
import { json, type Reply } from '../answer';
import { readObject } from '../body/request-body';
import { unsupportedMediaType } from '../status-body';
import { firstValueAt } from '../table/json-path';
import { writeOptionsOf } from './request-options';
import { warningsOf } from './read';
import type { ResourceRequest } from './resource-request';
import { readPatch } from './write';

const scaleSchema = z.object({
  metadata: z.object({ resourceVersion: z.string().optional() }).optional(),
  spec: z.object({ replicas: z.number().int().min(0).default(0) }),
});

/** `GET` of the scale subresource. */
export function getScale(
  { api, type, namespace }: ResourceRequest,
  name: string,
  paths: ScalePaths,
): Reply {
  return json(scaleOf(api.get(type, namespace, name), paths));
}

/** `PUT` and `PATCH` of the scale subresource: changes the replicas of the object. */
export async function writeScale(
  request: ResourceRequest,
  name: string,
  paths: ScalePaths,
): Promise<Reply> {
  const { api, type, namespace, request: apiRequest } = request;
  const current = scaleOf(api.get(type, namespace, name), paths);
  const isPatch = request.verb === 'patch';
  const { success, data, error } = scaleSchema.safeParse(
    isPatch ? await patched(request, current) : await readObject(apiRequest),
  );
  if (!success)
    throw badRequest(`the scale is not valid: ${z.prettifyError(error)}`);
  const { resourceVersion } = data.metadata ?? {};
  const patch = {
    ...(resourceVersion ? { metadata: { resourceVersion } } : {}),
    ...nested(paths.specReplicasPath, data.spec.replicas),
  };
  const options = writeOptionsOf(
    apiRequest,
    isPatch ? 'PatchOptions' : 'UpdateOptions',
  );
  const { object, warnings } = await api.patch(type, namespace, name, patch, {
    ...options,
    patchType: 'merge',
  });
  return json(scaleOf(object, paths), {
    warnings: [...warningsOf(request), ...warnings],
  });
}

async function patched(
  request: ResourceRequest,
  current: object,
): Promise<unknown> {
  const { body, patchType } = await readPatch(request);
  if (patchType === 'json' || typeof body !== 'object' || body === null)
    throw unsupportedMediaType(
      'the scale subresource takes application/merge-patch+json',
    );
  return mergePatch(current, body);
}

function scaleOf(
  object: KubernetesObject,
  { specReplicasPath, statusReplicasPath, labelSelectorPath }: ScalePaths,
): object {
  const { name, namespace, uid, resourceVersion, creationTimestamp } =
    object.metadata;
  const selector =
    labelSelectorPath === undefined
      ? undefined
      : firstValueAt(labelSelectorPath, object);
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: firstValueAt(specReplicasPath, object) ?? 0 },
    status: {
      replicas: firstValueAt(statusReplicasPath, object) ?? 0,
      ...(typeof selector === 'string' ? { selector } : {}),
    },
  };
}

/** A merge patch that sets the value at a path of plain names, such as `.spec.replicas`. */
function nested(path: string, value: unknown): object {
  const names = path.split('.').filter(name => name !== '');
  return names.reduceRight<object>(
    (inner, name, index) => ({
      [name]: index === names.length - 1 ? value : inner,
    }),
    {},
  );
}
