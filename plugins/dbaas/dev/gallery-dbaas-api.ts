import { parseEntityRef } from '@backstage/catalog-model';
import {
  DbaasRequestError,
  type ConnectionDetails,
  type DatabaseService,
  type EventTypes,
  type ResourceEventList,
  type ResourceManifest,
  type ResourceRef,
  type RevealCredential,
  type RevealedCredential,
  type ServiceRef,
} from '@backstage-dbaas/plugin-dbaas-common';
import { databaseService } from '../src/testing/database-service';
import { FakeDbaasApi } from '../src/testing/fake-dbaas-api';
import { STATES } from '../src/testing/states';
import {
  clusters,
  detailedService,
  events,
  manifestOf,
  refusedEvents,
} from './gallery-details';
import { SITUATIONS, type Situation } from './gallery-entities';

/** The service of which nothing but the state is told. */
const REFUSED = 'detailsRefused';

const named = (service: DatabaseService, name: string): DatabaseService => ({
  ...service,
  ref: { ...service.ref, name },
  entityRefs: [`component:default/${name}`],
});

const answers: Record<Situation, () => Promise<DatabaseService[]>> = {
  loading: () => new Promise(() => {}),
  forbidden: () =>
    Promise.reject(
      new DbaasRequestError('You are not allowed to see it.', 403),
    ),
  misconfigured: () =>
    Promise.reject(
      new DbaasRequestError(
        'The annotation dbaas.dev/database of component:default/misconfigured is not valid: "orders" is not of the form [<cluster>/]<namespace>/<name>.',
        400,
      ),
    ),
  error: () => Promise.reject(new Error('Failed to fetch')),
  notLinked: async () => [],
  several: async () => [databaseService(), named(STATES.failedYou, 'stock-db')],
  details: async () => [named(detailedService, 'details')],
  detailsRefused: async () => [named(detailedService, REFUSED)],
};

const states = new Map<string, DatabaseService>(
  // Entity refs are lower case.
  Object.entries(STATES).map(([name, service]) => [
    name.toLowerCase(),
    named(service, name),
  ]),
);

const busy = new DbaasRequestError('The backend is restarting.', 503);

/** Answers for an entity with the state or situation that it is named after. */
export class GalleryDbaasApi extends FakeDbaasApi {
  constructor() {
    super(
      ...states.values(),
      named(detailedService, 'details'),
      named(detailedService, REFUSED),
    );
    this.clusters = clusters;
  }

  override async getServicesByEntity(
    entityRef: string,
  ): Promise<DatabaseService[]> {
    const { name } = parseEntityRef(entityRef);
    const situation = SITUATIONS.find(one => one.toLowerCase() === name);
    if (situation) return answers[situation]();
    const service = states.get(name);
    return service ? [service] : [];
  }

  override async getConnections(ref: ServiceRef): Promise<ConnectionDetails[]> {
    if (ref.name === REFUSED) throw busy;
    return super.getConnections(ref);
  }

  override async getManifest(
    ref: ServiceRef,
    resource: ResourceRef,
  ): Promise<ResourceManifest> {
    if (ref.name === REFUSED) {
      throw new DbaasRequestError('You are not allowed to see it.', 403);
    }
    return manifestOf(resource);
  }

  override async getEvents(
    ref: ServiceRef,
    types: EventTypes = 'warning',
  ): Promise<ResourceEventList> {
    if (ref.name === REFUSED) return { items: [], unreadable: [refusedEvents] };
    return {
      items: events.filter(({ type }) => types === 'all' || type === 'Warning'),
      unreadable: [],
    };
  }

  override async revealCredential(
    ref: ServiceRef,
    { cluster, namespace, secretName }: RevealCredential,
  ): Promise<RevealedCredential> {
    if (ref.name === REFUSED) {
      throw new DbaasRequestError(
        'You have revealed 5 credentials in 10 minutes. Try again in 4 minutes.',
        429,
      );
    }
    return {
      cluster,
      namespace,
      secretName,
      values: { username: 'orders_app', password: 'only-in-the-gallery' },
      readAt: new Date().toISOString(),
    };
  }
}
