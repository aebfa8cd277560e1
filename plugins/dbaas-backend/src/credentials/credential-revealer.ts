import { NotAllowedError, NotFoundError } from '@backstage/errors';
import type {
  RevealCredential,
  RevealedCredential,
  ServiceRef,
  ServiceTree,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { DatabaseServices } from '../database-services/database-services';
import type { ServiceTrees } from '../database-services/service-trees';
import { userOf, type Caller } from '../permissions/caller';
import type { ServiceAccess } from '../permissions/service-access';
import { REVEAL_CREDENTIAL } from '../permissions/service-actions';
import type { ServiceAudit } from '../permissions/service-audit';
import type { VisibleServices } from '../permissions/visible-services';
import type { Fleet } from '../watch/fleet';
import { isDeliveredBy, textsOf } from './delivered-secret';
import { readSecret } from './read-secret';
import type { RevealSettings } from './reveal-settings';

/**
 * Reads the values of delivered Secrets for people who may see them. They are read for
 * one answer and kept nowhere; who asked for which, and why, goes to the audit log.
 */
export class CredentialRevealer {
  constructor(
    private readonly options: {
      settings: RevealSettings;
      visible: VisibleServices;
      access: ServiceAccess;
      services: DatabaseServices;
      trees: ServiceTrees;
      fleet: Fleet;
      audit: ServiceAudit;
    },
  ) {}

  get settings(): RevealSettings {
    return this.options.settings;
  }

  /** Undefined when nothing is known of the database service. */
  async reveal(
    caller: Caller,
    ref: ServiceRef,
    { reason, ...secret }: RevealCredential,
  ): Promise<RevealedCredential | undefined> {
    const { settings, visible, access, audit } = this.options;
    const asking = { ...caller, about: { secret, reason } };
    if (!settings.enabled) {
      throw new NotAllowedError(
        'Credentials are not shown in this Backstage (dbaas.reveal.enabled).',
      );
    }
    if (userOf(caller) === undefined) {
      throw await access.denied(
        asking,
        REVEAL_CREDENTIAL,
        'have credentials shown, because only signed-in users are',
        ref,
      );
    }
    const known = await visible.find(asking, ref, REVEAL_CREDENTIAL);
    if (!known) return undefined;
    return audit.recorded(
      asking,
      REVEAL_CREDENTIAL,
      ref,
      () => this.#read(ref, secret),
      ({ values }) => ({ keys: Object.keys(values) }),
    );
  }

  async #read(
    ref: ServiceRef,
    place: Omit<RevealCredential, 'reason'>,
  ): Promise<RevealedCredential> {
    const tree = this.#treeWithDelivery(ref, place);
    const connection = this.options.fleet.connection(place.cluster);
    if (!tree || !connection) throw notDelivered(ref, place);
    const secret = await readSecret(connection, place);
    if (!isDeliveredBy(secret, place, ref, tree)) {
      throw notDelivered(ref, place);
    }
    return {
      ...place,
      values: textsOf(secret),
      readAt: new Date().toISOString(),
    };
  }

  /** Only what the claim names as a delivery is read, whatever the caller asks for. */
  #treeWithDelivery(
    ref: ServiceRef,
    { cluster, namespace, secretName }: Omit<RevealCredential, 'reason'>,
  ): ServiceTree | undefined {
    const { services, trees } = this.options;
    const named = services
      .get(ref)
      ?.connections.some(
        connection =>
          connection.cluster === cluster &&
          connection.namespace === namespace &&
          connection.secretName === secretName,
      );
    return named ? trees.of(ref) : undefined;
  }
}

function notDelivered(
  ref: ServiceRef,
  { cluster, namespace, secretName }: Omit<RevealCredential, 'reason'>,
): NotFoundError {
  return new NotFoundError(
    `Secret ${namespace}/${secretName} in cluster "${cluster}" is not one that database service ${ref.namespace}/${ref.name} delivers.`,
  );
}
