import type { ClusterClient } from '../../kubernetes/cluster-client';
import type { ExternalSecretSpec } from './external-secret-spec';
import { generatePassword } from './password-generator';
import type { SecretValues } from './secret-data';
import {
  RemoteSecretMissing,
  openReferencedStore,
  type SecretStoreClient,
  type StoreRef,
} from './secret-store';
import { renderTemplate } from './template';

const GENERATOR_API = 'generators.external-secrets.io/v1alpha1';

/** Where the values of an ExternalSecret come from. */
export interface DataSources {
  local: ClusterClient;
  namespace: string;
  clusterAt: (url: string) => ClusterClient | undefined;
}

/**
 * Everything that an ExternalSecret asks its stores and generators for. What is
 * missing is left out, unless the target is to be retained: then it is an error.
 */
export async function fetchData(
  spec: ExternalSecretSpec,
  sources: DataSources,
): Promise<SecretValues> {
  const values: SecretValues = {};
  for (const source of spec.dataFrom) {
    Object.assign(
      values,
      await orMissing(spec, () => fromSource(source, spec, sources)),
    );
  }
  for (const [
    index,
    { secretKey, remoteRef, sourceRef },
  ] of spec.data.entries()) {
    const found = await orMissing(spec, async () => {
      const store = await storeOf(
        sourceRef?.storeRef ?? spec.secretStoreRef,
        sources,
      );
      const remote = await store.read(remoteRef.key);
      return {
        [secretKey]: propertyOf(
          remote,
          remoteRef.property,
          `spec.data[${index}] (key: ${remoteRef.key})`,
        ),
      };
    });
    Object.assign(values, found);
  }
  return values;
}

/** The values that the target gets: the fetched ones, or what the template makes of them. */
export function targetValues(
  spec: ExternalSecretSpec,
  values: SecretValues,
): SecretValues {
  const { template } = spec.target;
  if (!template?.data) return values;
  const rendered = Object.fromEntries(
    Object.entries(template.data).map(([key, text]) => [
      key,
      Buffer.from(renderTemplate(text, values)),
    ]),
  );
  return template.mergePolicy === 'Merge'
    ? { ...values, ...rendered }
    : rendered;
}

async function fromSource(
  source: ExternalSecretSpec['dataFrom'][number],
  spec: ExternalSecretSpec,
  sources: DataSources,
): Promise<SecretValues> {
  const { extract, find, sourceRef } = source;
  if (sourceRef?.generatorRef)
    return fromGenerator(sourceRef.generatorRef, sources);
  const store = await storeOf(
    sourceRef?.storeRef ?? spec.secretStoreRef,
    sources,
  );
  if (extract) return store.read(extract.key);
  const pattern = new RegExp(find?.name?.regexp ?? '.*');
  const names = (await store.names()).filter(name => pattern.test(name));
  const found = await Promise.all(
    names.map(async name => {
      const values = await store.read(name);
      const json = JSON.stringify(
        Object.fromEntries(
          Object.entries(values).map(([key, value]) => [
            key,
            value.toString('utf8'),
          ]),
        ),
      );
      return [
        name.replace(/[^-._a-zA-Z0-9]/g, '_'),
        Buffer.from(json),
      ] as const;
    }),
  );
  return Object.fromEntries(found);
}

async function fromGenerator(
  ref: { apiVersion?: string; kind: string; name: string },
  sources: DataSources,
): Promise<SecretValues> {
  if (ref.kind !== 'Password')
    throw new Error(`generator kind ${ref.kind} is not part of the sandbox`);
  const generator = await sources.local.get({
    apiVersion: GENERATOR_API,
    kind: ref.kind,
    namespace: sources.namespace,
    name: ref.name,
  });
  if (!generator)
    throw new Error(
      `unable to get generator: passwords.generators.external-secrets.io "${ref.name}" not found`,
    );
  return generatePassword(generator);
}

function propertyOf(
  remote: SecretValues,
  property: string | undefined,
  place: string,
): Buffer {
  if (property === undefined) {
    const plain = Object.fromEntries(
      Object.entries(remote).map(([key, value]) => [
        key,
        value.toString('utf8'),
      ]),
    );
    return Buffer.from(JSON.stringify(plain));
  }
  const value = remote[property];
  if (!value)
    throw new Error(
      `error processing ${place}, err: property ${property} does not exist in data of secret`,
    );
  return value;
}

async function storeOf(
  ref: StoreRef | undefined,
  { namespace, local, clusterAt }: DataSources,
): Promise<SecretStoreClient> {
  if (!ref) throw new Error('spec.secretStoreRef is not set');
  return openReferencedStore(ref, namespace, local, clusterAt);
}

async function orMissing(
  spec: ExternalSecretSpec,
  fetch: () => Promise<SecretValues>,
): Promise<SecretValues> {
  try {
    return await fetch();
  } catch (error) {
    if (
      error instanceof RemoteSecretMissing &&
      spec.target.deletionPolicy !== 'Retain'
    )
      return {};
    throw error;
  }
}
