import { createPermission } from '@backstage/plugin-permission-common';

/** Resource type of permissions on database services. @public */
export const RESOURCE_TYPE_DATABASE_SERVICE = 'database-service';

/**
 * To see the status of a database service. A policy may answer with conditions
 * on the owner of a linked entity, the namespace or the cluster.
 *
 * @public
 */
export const databaseServiceReadPermission = createPermission({
  name: 'dbaas.service.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_DATABASE_SERVICE,
});

/** All permissions of database services. @public */
export const dbaasPermissions = [databaseServiceReadPermission];
