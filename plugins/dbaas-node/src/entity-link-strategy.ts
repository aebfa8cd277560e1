import {
  DATABASE_ANNOTATION,
  ENTITY_LABEL,
  type KubernetesObject,
} from '@backstage-dbaas/plugin-dbaas-common';
import { CATALOG_FILTER_EXISTS } from '@backstage/catalog-client';
import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';

/**
 * A database service as an entity names it. Without a cluster it is the one of
 * that name in any cluster.
 *
 * @public
 */
export interface DatabaseLink {
  cluster?: string;
  namespace: string;
  name: string;
}

/**
 * How catalog entities and database services find each other.
 *
 * @public
 */
export interface EntityLinkStrategy {
  /** Selects the entities that may name a database service, as a catalog filter. */
  entityFilter: Record<string, string | symbol | (string | symbol)[]>;
  /** The database services that an entity names. */
  databasesOf(entity: Entity): DatabaseLink[];
  /** The refs of the entities that a claim names, lower case. */
  entitiesOf(claim: KubernetesObject): string[];
}

/**
 * Entities name database services with the annotation `dbaas.dev/database`,
 * claims name entities with the label `dbaas.dev/entity`.
 *
 * @public
 */
export const annotationLinkStrategy: EntityLinkStrategy = {
  entityFilter: {
    [`metadata.annotations.${DATABASE_ANNOTATION}`]: CATALOG_FILTER_EXISTS,
  },
  databasesOf(entity) {
    const annotation = entity.metadata.annotations?.[DATABASE_ANNOTATION] ?? '';
    return annotation
      .split(',')
      .map(link => link.trim())
      .filter(link => link !== '')
      .map(link => parseLink(link, entity));
  },
  entitiesOf(claim) {
    const label = claim.metadata.labels?.[ENTITY_LABEL];
    const match = /^([^.]+)\.([^.]+)\.(.+)$/.exec(label ?? '');
    if (!match) return [];
    const [, namespace, kind, name] = match;
    return [stringifyEntityRef({ namespace, kind, name }).toLowerCase()];
  },
};

function parseLink(link: string, entity: Entity): DatabaseLink {
  const parts = link.split('/');
  const valid = parts.every(part =>
    /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/.test(part),
  );
  if (!valid || parts.length < 2 || parts.length > 3) {
    throw new InputError(
      `The annotation ${DATABASE_ANNOTATION} of ${stringifyEntityRef(
        entity,
      )} is not valid: "${link}" is not of the form [<cluster>/]<namespace>/<name>.`,
    );
  }
  const [name, namespace, cluster] = [...parts].reverse();
  return cluster ? { cluster, namespace, name } : { namespace, name };
}
