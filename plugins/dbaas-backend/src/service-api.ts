import type {
  AuditorService,
  LoggerService,
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { BUILT_IN_SNIPPETS } from '@backstage-dbaas/plugin-dbaas-common';
import { ConnectionReader } from './connections/connection-reader';
import { CredentialRevealer } from './credentials/credential-revealer';
import type { RevealSettings } from './credentials/reveal-settings';
import type { Claims } from './database-services/claims';
import type { DatabaseServices } from './database-services/database-services';
import type { ServiceDescriber } from './database-services/service-describer';
import { ServiceReader } from './database-services/service-reader';
import { ServiceTrees } from './database-services/service-trees';
import { EventReader } from './events/event-reader';
import type { Extensions } from './extensions';
import type { History } from './history/history';
import type { Inventory } from './inventory/inventory';
import { ManifestReader } from './manifests/manifest-reader';
import { OfferReader } from './offers/offer-reader';
import type { Offers } from './offers/offers';
import { ServiceAccess } from './permissions/service-access';
import { ServiceAudit } from './permissions/service-audit';
import { VisibleServices } from './permissions/visible-services';
import type { Fleet } from './watch/fleet';

/**
 * Everything that callers can ask for. The HTTP API and the actions both ask here, so
 * that neither can forget to check what the caller may see.
 */
export interface ServiceApi {
  /** Whether answers are complete. */
  ready(): boolean;
  services: ServiceReader;
  connections: ConnectionReader;
  events: EventReader;
  manifests: ManifestReader;
  credentials: CredentialRevealer;
  offers: OfferReader;
}

/** Puts the ways to ask together, over a running status flow. */
export function createServiceApi(deps: {
  auditor: AuditorService;
  catalog: CatalogService;
  claims: Claims;
  describer: ServiceDescriber;
  extensions: Extensions;
  fleet: Fleet;
  history: History;
  inventory: Inventory;
  logger: LoggerService;
  offers: Offers;
  permissions: PermissionsService;
  permissionsRegistry: PermissionsRegistryService;
  reveal: RevealSettings;
  services: DatabaseServices;
  settled: () => boolean;
}): ServiceApi {
  const { describer, extensions, reveal } = deps;
  const audit = new ServiceAudit(deps.auditor);
  const access = new ServiceAccess({ ...deps, audit });
  const visible = new VisibleServices({ ...deps, access });
  const trees = new ServiceTrees(deps);
  const parts = { ...deps, access, audit, trees, visible };
  const services = new ServiceReader({ ...parts, links: extensions.links });
  return {
    ready: () => visible.ready(),
    services,
    connections: new ConnectionReader({
      ...parts,
      reader: services,
      templates: [...BUILT_IN_SNIPPETS, ...extensions.snippets],
    }),
    events: new EventReader(parts),
    manifests: new ManifestReader({ ...parts, freshness: describer }),
    credentials: new CredentialRevealer({ ...parts, settings: reveal }),
    offers: new OfferReader({ ...parts, ...deps.offers }),
  };
}
