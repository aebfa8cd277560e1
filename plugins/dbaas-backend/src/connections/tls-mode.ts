import {
  groupOf,
  type KubernetesObject,
  type ClusterObject,
} from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';

/** Where a Secret or a Dapr component of a delivery would be. */
interface DeliveryPlace {
  cluster: string;
  namespace: string;
  secretName: string;
}

/** The modes of libpq (PostgreSQL 18). */
export const libpqTlsMode = z.enum([
  'disable',
  'allow',
  'prefer',
  'require',
  'verify-ca',
  'verify-full',
]);

/** A template writes values as they are, or as expressions in `{{ }}`, which do not match. */
const externalSecretSchema = z.object({
  target: z.object({
    name: z.string().optional(),
    template: z.object({ data: z.object({ sslmode: libpqTlsMode }) }),
  }),
});

/** `sslmode` of a Dapr component (Dapr 1.18), alone or within its connection string. */
const componentSchema = z.object({
  metadata: z.array(
    z.looseObject({ name: z.string(), value: z.string().optional() }),
  ),
});

/**
 * The TLS mode (libpq `sslmode`) that a delivery prescribes, as far as it stands in
 * plain sight: in the template of the ExternalSecret, or in the only Dapr components
 * beside it. Usually it stands in the Secret alone, and then the claim has to tell.
 */
export function tlsModeOf(
  place: DeliveryPlace,
  objects: readonly ClusterObject[],
): string | undefined {
  const beside = objects
    .filter(
      ({ cluster, object }) =>
        cluster === place.cluster &&
        object.metadata.namespace === place.namespace,
    )
    .map(({ object }) => object);
  const [fromTemplate] = beside.flatMap(
    object => templateMode(object, place.secretName) ?? [],
  );
  if (fromTemplate) return fromTemplate;
  const modes = new Set(beside.flatMap(object => componentMode(object) ?? []));
  return modes.size === 1 ? [...modes][0] : undefined;
}

function templateMode(
  object: KubernetesObject,
  secretName: string,
): string | undefined {
  if (groupOf(object) !== 'external-secrets.io') return undefined;
  if (object.kind !== 'ExternalSecret') return undefined;
  const target = externalSecretSchema.safeParse(object.spec).data?.target;
  if (!target) return undefined;
  return (target.name ?? object.metadata.name) === secretName
    ? target.template.data.sslmode
    : undefined;
}

function componentMode(object: KubernetesObject): string | undefined {
  if (groupOf(object) !== 'dapr.io' || object.kind !== 'Component')
    return undefined;
  const metadata = componentSchema.safeParse(object.spec).data?.metadata ?? [];
  const valueOf = (wanted: string) =>
    metadata.find(({ name }) => name === wanted)?.value;
  const inString = /(?:^|[\s?&])sslmode=([a-z-]+)/.exec(
    valueOf('connectionString') ?? '',
  )?.[1];
  return libpqTlsMode.safeParse(valueOf('sslmode') ?? inString).data;
}
