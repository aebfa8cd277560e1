import type {
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  databaseServiceRequestPermission,
  type ServiceRef,
} from '@backstage-dbaas/plugin-dbaas-common';
import {
  databaseServicePermissionResourceRef,
  type DatabaseServiceResource,
} from '@backstage-dbaas/plugin-dbaas-node';
import { NotAllowedError } from '@backstage/errors';
import {
  AuthorizeResult,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import { createConditionAuthorizer } from '@backstage/plugin-permission-node';
import type { Caller } from './caller';
import {
  READ_OFFERS,
  READ_SERVICE,
  type AuditedAction,
  type ServiceAction,
} from './service-actions';
import type { ServiceAudit } from './service-audit';

/** What a caller may see, and of that, what they may do something with. */
export interface Visibility {
  /** No conditions apply to what is seen. */
  everything: boolean;
  sees(service: DatabaseServiceResource): boolean;
  /** Whether the caller may do what was asked for. Nobody may do anything unseen. */
  allows(service: DatabaseServiceResource): boolean;
}

/** Decides what a caller may see and do. Every way to a database service goes through here. */
export class ServiceAccess {
  constructor(
    private readonly options: {
      permissions: PermissionsService;
      permissionsRegistry: PermissionsRegistryService;
      audit: ServiceAudit;
    },
  ) {}

  /** What the caller may see and do; a caller who may do it with nothing at all is refused. */
  async visibilityFor(
    caller: Caller,
    action: ServiceAction = READ_SERVICE,
  ): Promise<Visibility> {
    const asked = action === READ_SERVICE ? [action] : [READ_SERVICE, action];
    const decisions = await this.options.permissions.authorizeConditional(
      asked.map(({ permission }) => ({ permission })),
      { credentials: caller.credentials },
    );
    const refused = decisions.findIndex(
      ({ result }) => result === AuthorizeResult.DENY,
    );
    if (refused !== -1) {
      const { what } = asked[refused];
      throw await this.denied(caller, action, what('database services'));
    }
    const [sees, allows = sees] = decisions.map(decision =>
      this.#authorizer(decision),
    );
    return {
      everything: decisions[0].result === AuthorizeResult.ALLOW,
      sees,
      allows: service => sees(service) && allows(service),
    };
  }

  /** Refuses a caller who may not ask for database services. */
  async requireMayRequest(caller: Caller): Promise<void> {
    const [{ result }] = await this.options.permissions.authorize(
      [{ permission: databaseServiceRequestPermission }],
      { credentials: caller.credentials },
    );
    if (result === AuthorizeResult.ALLOW) return;
    throw await this.denied(caller, READ_OFFERS, 'request database services');
  }

  /** Refuses a caller who may see none of the database services that there are. */
  async requireSome(
    caller: Caller,
    services: DatabaseServiceResource[],
    { sees }: Visibility,
  ): Promise<void> {
    if (services.length === 0 || services.some(sees)) return;
    const which = services.map(({ ref }) => nameOf(ref)).join(' or ');
    throw await this.denied(
      caller,
      READ_SERVICE,
      READ_SERVICE.what(which),
      services[0].ref,
    );
  }

  /** A refusal that has been written to the audit log. */
  async denied(
    caller: Caller,
    action: AuditedAction,
    what: string,
    ref?: ServiceRef,
  ): Promise<NotAllowedError> {
    const error = new NotAllowedError(`You are not allowed to ${what}.`);
    await this.options.audit.denied(caller, action, error, ref);
    return error;
  }

  #authorizer(decision: PolicyDecision) {
    const authorize = createConditionAuthorizer(
      this.options.permissionsRegistry.getPermissionRuleset(
        databaseServicePermissionResourceRef,
      ),
    );
    return (service: DatabaseServiceResource) => authorize(decision, service);
  }
}

/** A database service in a sentence. */
export function nameOf({ namespace, name }: ServiceRef): string {
  return `the database service ${namespace}/${name}`;
}
