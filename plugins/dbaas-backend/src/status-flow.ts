import type {
  AuditorService,
  AuthService,
  DatabaseService as PluginDatabase,
  LoggerService,
  PermissionsRegistryService,
  PermissionsService,
  RootConfigService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import type { MetricsService } from '@backstage/backend-plugin-api/alpha';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { EventsService } from '@backstage/plugin-events-node';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { SignalsService } from '@backstage/plugin-signals-node';
import {
  BUILT_IN_READERS,
  createReadResource,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { DatabaseServiceResource } from '@backstage-dbaas/plugin-dbaas-node';
import { configuredClusters } from './clusters/configured-clusters';
import { revealSettings } from './credentials/reveal-settings';
import { claimKinds } from './database-services/claim-kinds';
import { Claims } from './database-services/claims';
import { DatabaseServices } from './database-services/database-services';
import { EntityDirectory } from './database-services/entity-directory';
import { ServiceDescriber } from './database-services/service-describer';
import { parseServiceKey } from './database-services/service-key';
import type { Extensions } from './extensions';
import { History } from './history/history';
import { HistoryRecorder } from './history/history-recorder';
import {
  historyRetentionMs,
  scheduleRetention,
} from './history/history-retention';
import { StateChanges } from './history/state-changes';
import { Inventory } from './inventory/inventory';
import { SignalPublisher } from './live/signal-publisher';
import { StatusMetrics } from './metrics/status-metrics';
import { notificationSettings } from './notifications/notification-settings';
import { NotificationStore } from './notifications/notification-store';
import { Notifier } from './notifications/notifier';
import { Outbox } from './notifications/outbox';
import { configuredRepositories } from './pull-requests/configured-repositories';
import { createOffers } from './offers/offers';
import { PullRequests } from './pull-requests/pull-requests';
import { createServiceApi, type ServiceApi } from './service-api';
import { composedKind, kindSelection } from './watch/kind-selection';
import { Fleet } from './watch/fleet';

export interface StatusFlowOptions {
  auditor: AuditorService;
  auth: AuthService;
  catalog: CatalogService;
  config: RootConfigService;
  database: PluginDatabase;
  events: EventsService;
  extensions: Extensions;
  logger: LoggerService;
  metrics: MetricsService;
  notifications: NotificationService;
  permissions: PermissionsService;
  permissionsRegistry: PermissionsRegistryService;
  scheduler: SchedulerService;
  signals: SignalsService;
}

/** The running way from clusters and forge to answers, history and signals. */
export interface StatusFlow {
  api: ServiceApi;
  /** For permission rules: what is known of a database service by its key. */
  resourceOf(key: string): DatabaseServiceResource | undefined;
  start(): void;
  stop(): Promise<void>;
}

/** Puts the parts of the status flow together; nothing runs before `start`. */
export async function createStatusFlow(
  options: StatusFlowOptions,
): Promise<StatusFlow> {
  const { config, extensions, logger } = options;
  const kinds = claimKinds(config);
  const metrics = new StatusMetrics(options.metrics);
  const inventory = new Inventory();
  const history = await History.create(options.database);
  await scheduleRetention({
    ...options,
    history,
    retentionMs: historyRetentionMs(config),
  });
  const fleet = await Fleet.create({
    sources: [configuredClusters(config), ...extensions.clusterSources],
    selection: kindSelection(kinds, [
      ...extensions.readers,
      ...BUILT_IN_READERS,
    ]),
    inventory,
    logger,
  });
  const offers = createOffers({ config, inventory, fleet, claims: kinds });
  const pullRequests = new PullRequests({
    repositories: configuredRepositories(config),
    logger,
  });
  const entities = new EntityDirectory({
    ...options,
    strategy: extensions.links,
  });
  const stateChanges = new StateChanges();
  const claims = new Claims({ inventory, kinds, fleet, pullRequests });
  const describer = new ServiceDescriber({
    inventory,
    claims,
    fleet,
    pullRequests,
    entities,
    links: extensions.links,
    read: createReadResource(extensions.readers),
    plansOf: cluster => offers.plans.known(cluster),
    stateChanges,
    onDescribed: metrics.assessed,
  });
  const services = new DatabaseServices({
    inventory,
    kinds,
    claims,
    describer,
    fleet,
    logger,
    onComposed: objects =>
      objects.forEach(object =>
        fleet.want(object.cluster, composedKind(object)),
      ),
  });
  const api = createServiceApi({
    ...options,
    claims,
    describer,
    fleet,
    history,
    inventory,
    offers,
    reveal: revealSettings(config),
    services,
    settled: () =>
      fleet.settled() && pullRequests.settled() && entities.settled(),
  });
  const signals = new SignalPublisher(options);
  const recorder = new HistoryRecorder({
    history,
    logger,
    settled: () => fleet.settled(),
  });
  const settings = notificationSettings(config);
  const notifier = new Notifier({
    ...options,
    settings,
    store: new NotificationStore(await options.database.getClient()),
    outbox: new Outbox({ ...options, enabled: settings.enabled }),
    current: ref => services.current(ref),
    ownersOf: ref => services.known(ref)?.resource.owners ?? [],
    settled: () => fleet.settled() && entities.settled(),
  });
  const stopMetrics = metrics.observe({
    clusters: () => fleet.health(),
    states: () => services.all().map(({ summary }) => summary.assessment.state),
  });
  return {
    api,
    resourceOf: key => {
      const ref = parseServiceKey(key);
      return ref && services.known(ref)?.resource;
    },
    start() {
      services.onChange(change => {
        signals.publish(change);
        recorder.note(change);
        notifier.note(change);
        stateChanges.note(change);
      });
      services.start();
      notifier.start();
      fleet.start(cluster => services.invalidateCluster(cluster));
      pullRequests.start(refs => refs.forEach(ref => services.invalidate(ref)));
      entities.start(() => services.invalidateAll());
    },
    async stop() {
      stopMetrics();
      services.stop();
      signals.stop();
      await Promise.all([fleet.stop(), pullRequests.stop(), entities.stop()]);
      inventory.close();
      await Promise.all([recorder.stop(), notifier.stop()]);
    },
  };
}
