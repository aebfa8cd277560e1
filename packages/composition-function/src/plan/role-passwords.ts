import {
  readOnce,
  type KubernetesObject,
  type ManagedDatabase,
} from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import { composedName } from '../resources/names';
import type { ObservedResources } from '../resources/observed-resources';
import {
  loginOfPassword,
  passwordResource,
  type LoginRole,
} from './login-roles';

/** The passwords of a role: those there are, the one it has and the one it gets. */
export interface RolePasswords {
  /** The rotation that the Role shall refer to now. */
  target?: number;
  /** The rotation that works in the server; unknown while it is being changed. */
  working?: number;
  /** Rotations that are needed for now, the wanted one among them. */
  needed: number[];
}

/** Name of the Secret with a password of a role. */
export const passwordSecretName = (
  { metadata }: ManagedDatabase,
  { nameParts }: LoginRole,
  rotation: number,
) => composedName(metadata.name, ...nameParts, 'password', String(rotation));

/** Name of the Usage that keeps a password, within the composition. */
export const keptResource = (role: LoginRole, rotation: number) =>
  `usage/${passwordResource(role, rotation)}/by/${role.resource}`;

/** The passwords of roles, by the name of the Role within the composition. */
export function readRolePasswords(
  claim: ManagedDatabase,
  roles: readonly LoginRole[],
  observed: ObservedResources,
): ReadonlyMap<string, RolePasswords> {
  const rotations = existingRotations(observed);
  return new Map(
    roles.map(role => {
      const existing = rotations.get(role.resource) ?? [];
      return [role.resource, passwordsOf(claim, role, existing, observed)];
    }),
  );
}

function existingRotations(observed: ObservedResources): Map<string, number[]> {
  const rotations = new Map<string, number[]>();
  for (const name of observed.namesOfKind('ExternalSecret')) {
    const password = loginOfPassword(name);
    if (!password) continue;
    const { resource } = password.role;
    rotations.set(resource, [
      ...(rotations.get(resource) ?? []),
      password.rotation,
    ]);
  }
  return rotations;
}

/**
 * A new password is generated beside the former one. The Role refers to it when it is
 * there, and the former one goes when provider-sql has given the new one to the server.
 */
function passwordsOf(
  claim: ManagedDatabase,
  role: LoginRole,
  existing: readonly number[],
  observed: ObservedResources,
): RolePasswords {
  const wanted = role.rotation;
  const object = observed.get(role.resource)?.object;
  const reference = object && referenceOf(object);
  const referred =
    reference === undefined
      ? undefined
      : [...existing, wanted].find(
          one => passwordSecretName(claim, role, one) === reference,
        );
  const isNew = object === undefined;
  const isThere = observed.isReady(passwordResource(role, wanted));
  const target = isNew || isThere ? wanted : referred;
  const settled = referred === target && observed.isReady(role.resource);
  const isNeeded = (one: number) =>
    one === target || !settled || observed.has(keptResource(role, one));
  return {
    target,
    ...(settled && { working: referred }),
    needed: [
      wanted,
      ...existing.filter(one => one !== wanted && isNeeded(one)),
    ],
  };
}

const roleSchema = z.object({
  spec: z.object({
    forProvider: z.object({
      passwordSecretRef: z.object({ name: z.string() }),
    }),
  }),
});

/** The Secret that a Role has its password from. */
const referenceOf = readOnce(
  (role: KubernetesObject): string | undefined =>
    roleSchema.safeParse(role).data?.spec.forProvider.passwordSecretRef.name,
);
