import type { ManagedDatabase } from '@backstage-dbaas/plugin-dbaas-common';
import { gate, type Need } from '../resources/gates';
import {
  generatedPassword,
  PASSWORD_GENERATOR,
  PASSWORD_KEY,
} from '../resources/generated-password';
import { secretValues } from '../resources/kubernetes-secret';
import { composedName } from '../resources/names';
import type { ObservedResources } from '../resources/observed-resources';
import type { PlannedResource } from '../resources/planned-resource';
import type { RequiredObjects, Requirement } from './server-access';

/** The user whom a cloud makes together with a server. No claim can have it. */
export const ADMINISTRATOR = 'dbaas_admin';

/** Name of its password within the composition, and of the Secret that is read. */
export const ADMINISTRATOR_PASSWORD = 'server-password';

const secretName = ({ metadata }: ManagedDatabase) =>
  composedName(metadata.name, 'administrator', 'password');

/** Where a provider finds the password. */
export function administratorPasswordRef(claim: ManagedDatabase) {
  return { name: secretName(claim), key: PASSWORD_KEY };
}

/**
 * The password is made by External Secrets, as all others are. The providers for AWS
 * and Azure could make one, the one for Google could not.
 */
export function planAdministratorPassword(
  claim: ManagedDatabase,
  observed: ObservedResources,
): PlannedResource {
  return {
    name: ADMINISTRATOR_PASSWORD,
    layer: 'server',
    object: generatedPassword(claim, 'server', secretName(claim)),
    gate: () =>
      gate(observed.exists(PASSWORD_GENERATOR, 'the generator of passwords')),
  };
}

/** What a server waits for: a provider fails while the Secret is not there. */
export function administratorPasswordNeed(observed: ObservedResources): Need {
  return observed.usable(
    ADMINISTRATOR_PASSWORD,
    'the password of the administrator',
  );
}

/** The Secret with the password, for Crossplane to read. */
export function administratorRequirement(
  claim: ManagedDatabase,
): Record<string, Requirement> {
  return {
    [ADMINISTRATOR_PASSWORD]: {
      apiVersion: 'v1',
      kind: 'Secret',
      matchName: secretName(claim),
      namespace: claim.metadata.namespace,
    },
  };
}

/** The password, once there is one. */
export function readAdministratorPassword(
  required: RequiredObjects,
): string | undefined {
  const [secret] = required.get(ADMINISTRATOR_PASSWORD) ?? [];
  return (secret && secretValues(secret)[PASSWORD_KEY]) || undefined;
}
