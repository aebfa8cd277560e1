import {
  readOnce,
  type KubernetesObject,
} from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import type { Context } from '../context';
import { gate, type Need } from '../resources/gates';
import {
  generatedPassword,
  PASSWORD_GENERATOR,
  passwordGenerator,
} from '../resources/generated-password';
import type { PlannedResource } from '../resources/planned-resource';
import { orderUsage } from '../resources/usage';
import { loginRoles, passwordResource, type LoginRole } from './login-roles';
import { passwordSecretName, type RolePasswords } from './role-passwords';

/** The passwords of a role of the claim. */
export function passwordsOf(
  { passwords }: Context,
  { resource, described }: LoginRole,
): RolePasswords {
  const found = passwords.get(resource);
  if (!found) throw new Error(`There are no passwords for ${described}.`);
  return found;
}

const madeSchema = z.object({ status: z.object({ refreshTime: z.string() }) });

const madeAt = readOnce(
  (password: KubernetesObject): string | undefined =>
    madeSchema.safeParse(password).data?.status.refreshTime,
);

/** When a password was made, if it has been. */
export function passwordMadeAt(
  { observed }: Context,
  role: LoginRole,
  rotation: number,
): string | undefined {
  const password = observed.get(passwordResource(role, rotation));
  return password && madeAt(password.object);
}

/** Name of the Secret that a Role shall have its password from, once it is there. */
export function passwordSecret(
  context: Context,
  role: LoginRole,
): string | undefined {
  const { target } = passwordsOf(context, role);
  return target === undefined
    ? undefined
    : passwordSecretName(context.claim, role, target);
}

/** What a Role waits for. */
export function passwordNeeds({ observed }: Context, role: LoginRole): Need[] {
  return [
    observed.usable(
      passwordResource(role, role.rotation),
      `the password of ${role.described}`,
    ),
  ];
}

/** Passwords of all that can log in. */
export function planPasswords(context: Context): PlannedResource[] {
  const roles = loginRoles(context);
  return [
    planGenerator(context),
    ...roles.flatMap(role =>
      passwordsOf(context, role).needed.map(rotation =>
        planPassword(context, role, rotation),
      ),
    ),
  ];
}

/** Keeps the password of each role until the role is gone. */
export function planPasswordOrder(
  context: Context,
  planned: ReadonlyMap<string, PlannedResource>,
): PlannedResource[] {
  return loginRoles(context).flatMap(role => {
    const { target } = passwordsOf(context, role);
    if (target === undefined) return [];
    const password = planned.get(passwordResource(role, target));
    const by = planned.get(role.resource);
    return password && by
      ? [
          orderUsage(
            context,
            password,
            by,
            'The role cannot be deleted without it.',
          ),
        ]
      : [];
  });
}

function planGenerator({ claim }: Context): PlannedResource {
  return {
    name: PASSWORD_GENERATOR,
    layer: 'databases',
    object: passwordGenerator(claim),
    gate: () => gate(),
  };
}

/** One generated password. */
export function planPassword(
  { claim, observed }: Context,
  role: LoginRole,
  rotation: number,
): PlannedResource {
  return {
    name: passwordResource(role, rotation),
    layer: role.layer,
    object: generatedPassword(
      claim,
      role.layer,
      passwordSecretName(claim, role, rotation),
    ),
    gate: () =>
      gate(observed.exists(PASSWORD_GENERATOR, 'the generator of passwords')),
  };
}
