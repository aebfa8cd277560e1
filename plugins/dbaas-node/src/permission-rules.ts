import {
  RESOURCE_TYPE_DATABASE_SERVICE,
  type ServiceRef,
} from '@backstage-dbaas/plugin-dbaas-common';
import {
  createConditionExports,
  createPermissionResourceRef,
  createPermissionRule,
} from '@backstage/plugin-permission-node';
import { z } from 'zod';

/**
 * What rules can ask about a database service.
 *
 * @public
 */
export interface DatabaseServiceResource {
  ref: ServiceRef;
  /** Refs of the linked entities, lower case. */
  entityRefs: string[];
  /** Refs of the owners of the linked entities, lower case. */
  owners: string[];
}

/**
 * A rule as a query: the field must have one of the values.
 *
 * @public
 */
export interface DatabaseServiceCondition {
  field: 'owner' | 'namespace' | 'cluster';
  values: string[];
}

/** @public */
export const databaseServicePermissionResourceRef = createPermissionResourceRef<
  DatabaseServiceResource,
  DatabaseServiceCondition
>().with({ pluginId: 'dbaas', resourceType: RESOURCE_TYPE_DATABASE_SERVICE });

const isEntityOwner = createPermissionRule({
  name: 'IS_ENTITY_OWNER',
  description:
    'Allow database services of entities that one of the claims owns',
  resourceRef: databaseServicePermissionResourceRef,
  paramsSchema: z.object({
    claims: z
      .array(z.string())
      .describe('Entity refs of a user and of the groups the user is in'),
  }),
  apply: ({ owners }, { claims }) =>
    claims.some(claim => owners.includes(claim.toLowerCase())),
  toQuery: ({ claims }) => ({
    field: 'owner',
    values: claims.map(claim => claim.toLowerCase()),
  }),
});

const hasNamespace = createPermissionRule({
  name: 'HAS_NAMESPACE',
  description:
    'Allow database services whose claim is in one of the namespaces',
  resourceRef: databaseServicePermissionResourceRef,
  paramsSchema: z.object({
    namespaces: z.array(z.string()).describe('Kubernetes namespaces'),
  }),
  apply: ({ ref }, { namespaces }) => namespaces.includes(ref.namespace),
  toQuery: ({ namespaces }) => ({ field: 'namespace', values: namespaces }),
});

const hasCluster = createPermissionRule({
  name: 'HAS_CLUSTER',
  description: 'Allow database services whose claim is in one of the clusters',
  resourceRef: databaseServicePermissionResourceRef,
  paramsSchema: z.object({
    clusters: z.array(z.string()).describe('Names of clusters'),
  }),
  apply: ({ ref }, { clusters }) => clusters.includes(ref.cluster),
  toQuery: ({ clusters }) => ({ field: 'cluster', values: clusters }),
});

/** All rules for permissions on database services. @public */
export const databaseServiceRules = { isEntityOwner, hasNamespace, hasCluster };

const conditionExports = createConditionExports({
  resourceRef: databaseServicePermissionResourceRef,
  rules: databaseServiceRules,
});

/**
 * Conditions for permission policies.
 *
 * @example
 * ```ts
 * createDatabaseServiceConditionalDecision(
 *   request.permission,
 *   databaseServiceConditions.isEntityOwner({ claims: user.info.ownershipEntityRefs }),
 * );
 * ```
 *
 * @public
 */
export const databaseServiceConditions = conditionExports.conditions;

/** The decision of a permission policy, by {@link databaseServiceConditions}. @public */
export const createDatabaseServiceConditionalDecision =
  conditionExports.createConditionalDecision;
