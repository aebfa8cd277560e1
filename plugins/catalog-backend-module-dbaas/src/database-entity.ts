import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  type Entity,
  type ResourceEntity,
} from '@backstage/catalog-model';
import {
  DATABASE_ANNOTATION,
  type DatabaseServiceSummary,
} from '@backstage-dbaas/plugin-dbaas-common';

/** Entities keep their own words for the owner of a component. */
const OWNER = /^[^\s]+$/;

/**
 * The catalog entity of a database service: a Resource that the linked entities
 * depend on. It belongs to the owner of the first of them. Its state is not in it:
 * that is read live.
 */
export function databaseEntity(
  service: DatabaseServiceSummary,
  linked: readonly Entity[],
  defaultOwner: string,
): ResourceEntity {
  const { cluster, namespace, name } = service.ref;
  const { engine, version, plan } = service.facts;
  const location = `dbaas:${cluster}/${namespace}/${name}`;
  const system = linked
    .map(entity => entity.spec?.system)
    .find(value => typeof value === 'string');
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: {
      name: `${namespace}.${name}`,
      title: name,
      description: [
        engine === 'postgresql' ? 'PostgreSQL' : engine,
        version,
        plan && `plan ${plan}`,
      ]
        .filter(Boolean)
        .join(' · '),
      annotations: {
        [ANNOTATION_LOCATION]: location,
        [ANNOTATION_ORIGIN_LOCATION]: location,
        [DATABASE_ANNOTATION]: `${cluster}/${namespace}/${name}`,
      },
    },
    spec: {
      type: 'database',
      owner: ownerOf(linked) ?? defaultOwner,
      ...(typeof system === 'string' && { system }),
      dependencyOf: [...service.entityRefs].sort(),
    },
  };
}

function ownerOf(linked: readonly Entity[]): string | undefined {
  const owners = linked.map(entity => entity.spec?.owner);
  return owners.find(
    (owner): owner is string => typeof owner === 'string' && OWNER.test(owner),
  );
}
