import { z } from 'zod';
import type { ClusterClient } from '../../kubernetes/cluster-client';
import {
  POSTGRES_MAJORS,
  type PostgresMajor,
} from '../../postgres/postgres-servers';
import type { WantedCluster } from './cluster';
import { CnpgError } from './cnpg-error';
import { CNPG_API_VERSION } from './kinds';
import { PHASE } from './status';

/** What CloudNativePG 1.30 runs when neither image nor catalog is named. */
const DEFAULT_IMAGE = 'ghcr.io/cloudnative-pg/postgresql:18';

const catalogSchema = z.object({
  spec: z.object({
    images: z.array(z.object({ image: z.string(), major: z.number() })),
  }),
});

/** The image of a Cluster and the major version of PostgreSQL in it. */
export interface ResolvedImage {
  image: string;
  major: PostgresMajor;
}

/** Finds the image that a Cluster names or that its catalog has (`imageName`, `imageCatalogRef`). */
export async function resolveImage(
  { namespace, spec }: WantedCluster,
  client: ClusterClient,
): Promise<ResolvedImage> {
  const { imageCatalogRef: ref } = spec;
  if (!ref) {
    const image = spec.imageName ?? DEFAULT_IMAGE;
    return { image, major: majorOfImage(image) };
  }
  const catalog = await client.get({
    apiVersion: CNPG_API_VERSION,
    kind: ref.kind,
    name: ref.name,
    ...(ref.kind === 'ImageCatalog' && { namespace }),
  });
  const entry =
    catalog &&
    catalogSchema
      .parse(catalog)
      .spec.images.find(({ major }) => major === ref.major);
  if (!entry) {
    throw new CnpgError(
      PHASE.invalidCatalog,
      `${ref.kind}/${ref.name} has no image for PostgreSQL ${ref.major}`,
    );
  }
  return { image: entry.image, major: supportedMajor(String(ref.major)) };
}

/**
 * The major version that an image's tag names, such as `:17`, `:17.4` or
 * `:17.4-minimal-bookworm` (CloudNativePG, "Image requirements").
 */
export function majorOfImage(image: string): PostgresMajor {
  const tag = /:([^:/@]+)(@.*)?$/.exec(image)?.[1] ?? '';
  const number = /^(\d+)(?:\.\d+)?(?:-.*)?$/.exec(tag)?.[1];
  if (!number) {
    throw new CnpgError(
      PHASE.invalid,
      `the tag of the image ${image} names no PostgreSQL version`,
    );
  }
  return supportedMajor(number);
}

function supportedMajor(number: string): PostgresMajor {
  const major = POSTGRES_MAJORS.find(known => known === number);
  if (!major) {
    throw new CnpgError(
      PHASE.invalid,
      `the sandbox has no PostgreSQL ${number}, only ${POSTGRES_MAJORS.join(
        ', ',
      )}`,
    );
  }
  return major;
}
