import type {
  KubernetesObject,
  ManagedDatabase,
} from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import type { Context } from '../context';
import { gate, type Need } from '../resources/gates';
import { composedName } from '../resources/names';
import {
  composedObject,
  type PlannedResource,
} from '../resources/planned-resource';
import { orderUsage } from '../resources/usage';
import {
  loginOfPassword,
  loginRoles,
  passwordResource,
  type LoginRole,
} from './login-roles';

const GENERATOR = {
  apiVersion: 'generators.external-secrets.io/v1alpha1',
  kind: 'Password',
} as const;
const GENERATOR_RESOURCE = 'password-generator';
const PASSWORD_KEY = 'password';

/** Only letters and digits: no driver, shell or URL needs a quote. */
const PASSWORD_SPEC = {
  length: 32,
  digits: 8,
  symbols: 0,
  noUpper: false,
  allowRepeat: true,
};

const secretName = (
  { metadata }: ManagedDatabase,
  { nameParts }: LoginRole,
  rotation: number,
) => composedName(metadata.name, ...nameParts, 'password', String(rotation));

const roleSchema = z.object({
  spec: z.object({
    forProvider: z.object({
      passwordSecretRef: z.object({ name: z.string() }),
    }),
  }),
});

/** The passwords of a role: those there are, the one it has and the one it gets. */
export interface RolePasswords {
  /** The rotation that the Role shall refer to now. */
  target?: number;
  /** The rotation that works in the server; unknown while it is being changed. */
  working?: number;
  /** Rotations that are needed for now, the wanted one among them. */
  needed: number[];
}

/**
 * A new password is generated beside the former one. The Role refers to it when it is
 * there, and the former one goes when provider-sql has given the new one to the server.
 */
export function passwordsOf(context: Context, role: LoginRole): RolePasswords {
  const { claim, observed } = context;
  const existing = rotationsOf(context, role.resource);
  const parsed = roleSchema.safeParse(observed.get(role.resource)?.object);
  const referred = [...existing, role.rotation].find(
    rotation =>
      parsed.success &&
      parsed.data.spec.forProvider.passwordSecretRef.name ===
        secretName(claim, role, rotation),
  );
  const isNew = !observed.has(role.resource);
  const isThere = observed.isReady(passwordResource(role, role.rotation));
  const target = isNew || isThere ? role.rotation : referred;
  const settled = referred === target && observed.isReady(role.resource);
  return {
    target,
    ...(settled && { working: referred }),
    needed: [
      role.rotation,
      ...existing.filter(
        rotation =>
          rotation !== role.rotation &&
          (rotation === target ||
            !settled ||
            observed.has(keptResource(role, rotation))),
      ),
    ],
  };
}

/** When a password was made, if it has been. */
export function passwordMadeAt(
  { observed }: Context,
  role: LoginRole,
  rotation: number,
): string | undefined {
  const made = z
    .object({ status: z.object({ refreshTime: z.string() }) })
    .safeParse(observed.get(passwordResource(role, rotation))?.object);
  return made.success ? made.data.status.refreshTime : undefined;
}

/** `forProvider` of a Role, as far as it is about the password. */
export function passwordReference(context: Context, role: LoginRole): object {
  const { target } = passwordsOf(context, role);
  return target === undefined
    ? {}
    : {
        passwordSecretRef: {
          name: secretName(context.claim, role, target),
          key: PASSWORD_KEY,
        },
      };
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

/** Passwords of all that can log in, and of what could until it is gone. */
export function planPasswords(context: Context): PlannedResource[] {
  const roles = loginRoles(context);
  return [
    planGenerator(context),
    ...roles.flatMap(role =>
      passwordsOf(context, role).needed.map(rotation =>
        planPassword(context, role, rotation),
      ),
    ),
    ...planLeftPasswords(context, roles),
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

const keptResource = (role: LoginRole, rotation: number) =>
  `usage/${passwordResource(role, rotation)}/by/${role.resource}`;

function rotationsOf({ observed }: Context, resource: string): number[] {
  const prefix = `${resource}/password/`;
  return observed
    .names()
    .filter(name => name.startsWith(prefix))
    .map(name => Number(name.slice(prefix.length)));
}

/**
 * provider-sql looks at the password even of a role that it deletes (0.16), so the
 * password of a role that is asked for no more stays until the role is gone.
 */
function planLeftPasswords(
  context: Context,
  wanted: readonly LoginRole[],
): PlannedResource[] {
  const { observed } = context;
  const known = new Set(wanted.map(({ resource }) => resource));
  return observed.names().flatMap(name => {
    const left = loginOfPassword(name);
    if (!left || known.has(left.role.resource)) return [];
    const { role, rotation } = left;
    const inUse =
      observed.has(role.resource) || observed.has(keptResource(role, rotation));
    return inUse ? [planPassword(context, role, rotation)] : [];
  });
}

function generatorName({ metadata }: ManagedDatabase): string {
  return composedName(metadata.name, 'passwords');
}

function planGenerator({ claim }: Context): PlannedResource {
  return {
    name: GENERATOR_RESOURCE,
    layer: 'databases',
    object: composedObject(claim, 'databases', {
      ...GENERATOR,
      name: generatorName(claim),
      content: { spec: PASSWORD_SPEC },
    }),
    gate: gate(),
  };
}

function planPassword(
  { claim, observed }: Context,
  role: LoginRole,
  rotation: number,
): PlannedResource {
  return {
    name: passwordResource(role, rotation),
    layer: role.layer,
    object: externalSecret(claim, role, rotation),
    gate: gate(
      observed.exists(GENERATOR_RESOURCE, 'the generator of passwords'),
    ),
  };
}

/**
 * `CreatedOnce`: with any other policy External Secrets makes another password when
 * so much as a label changes (external-secrets#3979).
 */
function externalSecret(
  claim: ManagedDatabase,
  role: LoginRole,
  rotation: number,
): KubernetesObject {
  const name = secretName(claim, role, rotation);
  return composedObject(claim, role.layer, {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    name,
    content: {
      spec: {
        refreshPolicy: 'CreatedOnce',
        target: { name, creationPolicy: 'Owner' },
        dataFrom: [
          {
            sourceRef: {
              generatorRef: { ...GENERATOR, name: generatorName(claim) },
            },
          },
        ],
      },
    },
  });
}
