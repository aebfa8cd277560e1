import type {
  KubernetesObject,
  Layer,
} from '@backstage-dbaas/plugin-dbaas-common';
import { composedName } from './names';
import { composedObject, type NamedClaim } from './planned-resource';
import { remembered } from './remembered';

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

function generatorName({ metadata }: NamedClaim): string {
  return composedName(metadata.name, 'passwords');
}

/** What External Secrets makes the passwords of a claim with. */
export function passwordGenerator(claim: NamedClaim): KubernetesObject {
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
  { metadata }: NamedClaim,
  layer: Layer,
  name: string,
): KubernetesObject {
  return makePassword(metadata.namespace, metadata.name, layer, name);
}

const makePassword = remembered(
  (
    namespace: string,
    claimName: string,
    layer: Layer,
    name: string,
  ): KubernetesObject => {
    const claim = { metadata: { namespace, name: claimName } };
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
  },
);

/** `forProvider` of a Role of provider-sql, as far as it is about the password. */
export function passwordReference(secret: string | undefined): object {
  return secret === undefined
    ? {}
    : { passwordSecretRef: { name: secret, key: PASSWORD_KEY } };
}
