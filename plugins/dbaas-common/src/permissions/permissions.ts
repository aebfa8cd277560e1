import { createPermission } from '@backstage/plugin-permission-common';

/** Resource type of permissions on database services. @public */
export const RESOURCE_TYPE_DATABASE_SERVICE = 'database-service';

/**
 * To use anything of this plugin. A basic permission, because the frontend can
 * decide about pages and tools by basic permissions only.
 *
 * @public
 */
export const dbaasViewPermission = createPermission({
  name: 'dbaas.view',
  attributes: { action: 'read' },
});

/** To ask for a new database service, or for a change of one. @public */
export const databaseServiceRequestPermission = createPermission({
  name: 'dbaas.service.request',
  attributes: { action: 'create' },
});

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

/** To read the manifests of the objects of a database service. @public */
export const databaseManifestReadPermission = createPermission({
  name: 'dbaas.manifest.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_DATABASE_SERVICE,
});

/** To have the password of a database user shown. @public */
export const databaseCredentialRevealPermission = createPermission({
  name: 'dbaas.credential.reveal',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_DATABASE_SERVICE,
});

/** All permissions of database services. @public */
export const dbaasPermissions = [
  dbaasViewPermission,
  databaseServiceRequestPermission,
  databaseServiceReadPermission,
  databaseManifestReadPermission,
  databaseCredentialRevealPermission,
];
