import type {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { databaseServiceRequestPermission } from '@backstage-dbaas/plugin-dbaas-common';
import { NotAllowedError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';

/** Refuses those who may not ask for database services. */
export async function requireMayRequest(
  permissions: PermissionsService,
  credentials: BackstageCredentials,
): Promise<void> {
  const [{ result }] = await permissions.authorize(
    [{ permission: databaseServiceRequestPermission }],
    { credentials },
  );
  if (result === AuthorizeResult.ALLOW) return;
  throw new NotAllowedError(
    `You are not allowed to request database services (permission ${databaseServiceRequestPermission.name}). Ask the platform team for it.`,
  );
}
