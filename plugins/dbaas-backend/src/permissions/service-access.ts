import type {
  AuditorService,
  BackstageCredentials,
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  databaseServiceReadPermission,
  type ServiceRef,
} from '@backstage-dbaas/plugin-dbaas-common';
import {
  databaseServicePermissionResourceRef,
  type DatabaseServiceResource,
} from '@backstage-dbaas/plugin-dbaas-node';
import { NotAllowedError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { createConditionAuthorizer } from '@backstage/plugin-permission-node';
import type { Request } from 'express';

/** What a caller may see. */
export interface Visibility {
  /** No conditions apply. */
  everything: boolean;
  allows(service: DatabaseServiceResource): boolean;
}

/** Who asks, and for the audit log, with which request. */
export interface Caller {
  credentials: BackstageCredentials;
  request?: Request;
}

/** Decides what a caller may see. Every way to read goes through here. */
export class ServiceAccess {
  constructor(
    private readonly options: {
      permissions: PermissionsService;
      permissionsRegistry: PermissionsRegistryService;
      auditor: AuditorService;
    },
  ) {}

  /** What the caller may see; a caller who may see nothing at all is refused. */
  async visibilityFor(caller: Caller): Promise<Visibility> {
    const { permissions, permissionsRegistry } = this.options;
    const [decision] = await permissions.authorizeConditional(
      [{ permission: databaseServiceReadPermission }],
      { credentials: caller.credentials },
    );
    if (decision.result === AuthorizeResult.DENY) {
      throw await this.#denied(
        caller,
        'You are not allowed to see database services.',
      );
    }
    const authorize = createConditionAuthorizer(
      permissionsRegistry.getPermissionRuleset(
        databaseServicePermissionResourceRef,
      ),
    );
    return {
      everything: decision.result === AuthorizeResult.ALLOW,
      allows: service => authorize(decision, service),
    };
  }

  /** Refuses a caller who may see none of the database services that there are. */
  async requireSome(
    caller: Caller,
    services: DatabaseServiceResource[],
    visibility: Visibility,
  ): Promise<void> {
    if (services.length === 0 || services.some(visibility.allows)) return;
    throw await this.#denied(
      caller,
      `You are not allowed to see ${services
        .map(({ ref }) => `the database service ${ref.namespace}/${ref.name}`)
        .join(' or ')}.`,
      services[0].ref,
    );
  }

  async #denied(
    { request }: Caller,
    message: string,
    ref?: ServiceRef,
  ): Promise<NotAllowedError> {
    const error = new NotAllowedError(message);
    const event = await this.options.auditor.createEvent({
      eventId: 'service-read',
      severityLevel: 'low',
      request,
      meta: {
        queryType: ref ? 'by-ref' : 'all',
        ...(ref && { service: { ...ref } }),
      },
    });
    await event.fail({ error });
    return error;
  }
}
