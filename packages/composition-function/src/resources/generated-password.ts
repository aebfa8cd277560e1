import type {
  KubernetesObject,
  Layer,
  ManagedDatabase,
} from '@backstage-dbaas/plugin-dbaas-common';
import { composedName } from './names';
import { composedObject } from './planned-resource';

/** Name of the generator of passwords within the composition. */
export const PASSWORD_GENERATOR = 'password-generator';

/** Key of a generated password in its Secret. */
export const PASSWORD_KEY = 'password';

const GENERATOR = {
  apiVersion: 'generators.external-secrets.io/v1alpha1',
  kind: 'Password',
} as const;

/** Only letters and digits: no driver, shell or URL needs a quote. */
const PASSWORD_SPEC = {
  length: 32,
  digits: 8,
  symbols: 0,
  noUpper: false,
  allowRepeat: true,
};

function generatorName({ metadata }: ManagedDatabase): string {
  return composedName(metadata.name, 'passwords');
}

/** What External Secrets makes the passwords of a claim with. */
export function passwordGenerator(claim: ManagedDatabase): KubernetesObject {
  return composedObject(claim, 'databases', {
    ...GENERATOR,
    name: generatorName(claim),
    content: { spec: PASSWORD_SPEC },
  });
}

/**
 * An ExternalSecret that makes a password once, in a Secret of its own name.
 * `CreatedOnce`: with any other policy External Secrets makes another password when
 * so much as a label changes (external-secrets#3979).
 */
export function generatedPassword(
  claim: ManagedDatabase,
  layer: Layer,
  name: string,
): KubernetesObject {
  return composedObject(claim, layer, {
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
