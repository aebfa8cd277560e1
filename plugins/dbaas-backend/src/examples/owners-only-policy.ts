import type { UserInfoService } from '@backstage/backend-plugin-api';
import { databaseServiceReadPermission } from '@backstage-dbaas/plugin-dbaas-common';
import {
  createDatabaseServiceConditionalDecision,
  databaseServiceConditions,
} from '@backstage-dbaas/plugin-dbaas-node';
import {
  AuthorizeResult,
  isPermission,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import type {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';

export class OwnersOnlyPolicy implements PermissionPolicy {
  constructor(private readonly userInfo: UserInfoService) {}

  async handle(
    request: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    if (isPermission(request.permission, databaseServiceReadPermission)) {
      if (!user) return { result: AuthorizeResult.DENY };
      const { ownershipEntityRefs } = await this.userInfo.getUserInfo(
        user.credentials,
      );
      return createDatabaseServiceConditionalDecision(
        request.permission,
        databaseServiceConditions.isEntityOwner({
          claims: ownershipEntityRefs,
        }),
      );
    }
    return { result: AuthorizeResult.ALLOW };
  }
}
