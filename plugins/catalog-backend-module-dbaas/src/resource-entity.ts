import {
  DATABASE_ANNOTATION,
  type DatabaseServiceSummary,
  type ServiceRef,
  type ServiceState,
} from '@backstage-dbaas/plugin-dbaas-common';
import {
  ANNOTATION_LOCATION,
  ANNOTATION_ORIGIN_LOCATION,
  parseEntityRef,
  stringifyEntityRef,
  type Entity,
  type ResourceEntity,
} from '@backstage/catalog-model';
import { createHash } from 'node:crypto';
import type { EntityDefaults } from './provider-config';

const MAX_NAME_LENGTH = 63;
const DIGEST_LENGTH = 8;

/** States of a database service that is in no cluster. */
const NOT_IN_CLUSTER: readonly ServiceState[] = [
  'requested',
  'requestClosed',
  'merged',
  'notFound',
];

/** Kinds that an entity may be a dependency of. */
const DEPENDENT_KINDS = ['component', 'resource'];

/** Whether the database service exists, and is not only asked for in Git. */
export function isInCluster({ assessment }: DatabaseServiceSummary): boolean {
  return !NOT_IN_CLUSTER.includes(assessment.state);
}

/**
 * The entity of a database service. How it is stands nowhere in it: that is read
 * when somebody looks.
 *
 * @param linked - the entities that the database service belongs to
 */
export function resourceEntity(
  service: DatabaseServiceSummary,
  linked: readonly Entity[],
  defaults: EntityDefaults,
): ResourceEntity {
  const { ref } = service;
  const path = `${ref.cluster}/${ref.namespace}/${ref.name}`;
  const name = entityName(ref);
  const self = stringifyEntityRef({
    kind: 'Resource',
    namespace: defaults.entityNamespace,
    name,
  });
  // The entity carries the annotation of a link, too, so it is linked to itself.
  const others = linked.filter(entity => stringifyEntityRef(entity) !== self);
  const dependents = others
    .map(entity => stringifyEntityRef(entity))
    .filter(one => DEPENDENT_KINDS.includes(parseEntityRef(one).kind));
  const system = firstSpecField(others, 'system');
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Resource',
    metadata: {
      name,
      namespace: defaults.entityNamespace,
      title: ref.name,
      description: describe(service),
      annotations: {
        [ANNOTATION_LOCATION]: `dbaas:${path}`,
        [ANNOTATION_ORIGIN_LOCATION]: `dbaas:${path}`,
        [DATABASE_ANNOTATION]: path,
      },
      tags: tagsOf(service),
    },
    spec: {
      type: 'database',
      owner: firstSpecField(others, 'owner') ?? defaults.defaultOwner,
      ...(system && { system }),
      ...(dependents.length > 0 && { dependencyOf: dependents }),
    },
  };
}

/** Cluster, namespace and name, shortened to what the catalog allows. */
function entityName({ cluster, namespace, name }: ServiceRef): string {
  const full = `${cluster}.${namespace}.${name}`;
  const allowed = full.replace(/[^A-Za-z0-9_.-]/g, '-');
  if (allowed === full && full.length <= MAX_NAME_LENGTH) return full;
  const digest = createHash('sha256')
    .update(full)
    .digest('hex')
    .slice(0, DIGEST_LENGTH);
  return `${allowed.slice(0, MAX_NAME_LENGTH - DIGEST_LENGTH - 1)}-${digest}`;
}

function describe({ ref, facts }: DatabaseServiceSummary): string {
  const server = ['PostgreSQL', facts.version].filter(Boolean).join(' ');
  const plan = facts.plan ? `, plan ${facts.plan}` : '';
  return `${server} in namespace ${ref.namespace} of cluster ${ref.cluster}${plan}`;
}

function tagsOf({ facts }: DatabaseServiceSummary): string[] {
  return [facts.engine, facts.placement]
    .filter(tag => tag !== undefined)
    .filter(tag => /^[a-z0-9+#]+(-[a-z0-9+#]+)*$/.test(tag));
}

/** A reference from one entity, made to hold from any namespace. */
function firstSpecField(
  entities: readonly Entity[],
  field: 'owner' | 'system',
): string | undefined {
  const defaultKind = field === 'owner' ? 'group' : 'system';
  for (const { metadata, spec } of entities) {
    const value = spec?.[field];
    if (typeof value !== 'string') continue;
    return stringifyEntityRef(
      parseEntityRef(value, {
        defaultKind,
        defaultNamespace: metadata.namespace,
      }),
    );
  }
  return undefined;
}
