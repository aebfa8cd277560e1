import type {
  KubernetesObject,
  ManagedDatabase,
} from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import { composedName } from '../resources/names';
import type { Tls } from '../resources/tls';
import {
  ADMINISTRATOR,
  readAdministratorPassword,
} from './cloud-administrator';
import type { Endpoint, RequiredObjects, ServerAccess } from './server-access';

/**
 * What a provider may do. Without `Delete` it never deletes a server, even if somebody
 * takes its object away by force. Never `LateInitialize`: what the cloud chose, such as
 * the parameters of a former version, would become a part of what is asked for.
 */
export function managementPolicies({ spec }: ManagedDatabase): string[] {
  const policies = ['Observe', 'Create', 'Update'];
  return spec.deletionProtection ? policies : [...policies, 'Delete'];
}

/**
 * What the cloud calls a server: the same for the same claim, so that a platform that
 * was lost finds its servers again, and unlike that of any other claim. A server that
 * is there keeps its name.
 */
export function cloudServerName(
  { metadata }: ManagedDatabase,
  prefix: string | undefined,
): string {
  const parts = [metadata.namespace, metadata.name];
  // No cloud allows two dashes in a row everywhere.
  return composedName(...(prefix ? [prefix, ...parts] : parts)).replace(
    /-+/g,
    '-',
  );
}

/** Annotation with what the cloud calls the resource of an object. */
export const EXTERNAL_NAME = 'crossplane.io/external-name';

/** What the cloud calls the resource of an object. */
export function externalNameOf(
  object: KubernetesObject | undefined,
): string | undefined {
  return object?.metadata.annotations?.[EXTERNAL_NAME];
}

/** By which claims are told apart in the bill of a cloud. */
export const DATABASE_TAG = 'dbaas-database';

const policiesSchema = z.object({
  spec: z.object({ managementPolicies: z.array(z.string()) }),
});

/** Whether the object of a server says that the server may not be deleted. */
export function keepsServer(server: KubernetesObject | undefined): boolean {
  const { data } = policiesSchema.safeParse(server);
  return data !== undefined && !data.spec.managementPolicies.includes('Delete');
}

/** The access to a server as its administrator. */
export function administratorAccess(
  required: RequiredObjects,
  endpoint: Endpoint | undefined,
  tls: Tls,
): ServerAccess {
  const password = readAdministratorPassword(required);
  if (!password)
    return { known: false, missing: 'the password of the administrator' };
  if (!endpoint) return { known: false, missing: 'the address of the server' };
  return {
    known: true,
    administrator: { ...endpoint, username: ADMINISTRATOR, password },
    endpoint,
    tls,
  };
}
