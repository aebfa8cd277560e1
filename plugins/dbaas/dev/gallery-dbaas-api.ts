import { parseEntityRef } from '@backstage/catalog-model';
import {
  DbaasRequestError,
  type DatabaseService,
} from '@backstage-dbaas/plugin-dbaas-common';
import { databaseService } from '../src/testing/database-service';
import { FakeDbaasApi } from '../src/testing/fake-dbaas-api';
import { STATES } from '../src/testing/states';
import { SITUATIONS, type Situation } from './gallery-entities';

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
};

const states = new Map<string, DatabaseService>(
  // Entity refs are lower case.
  Object.entries(STATES).map(([name, service]) => [
    name.toLowerCase(),
    named(service, name),
  ]),
);

/** Answers for an entity with the state or situation that it is named after. */
export class GalleryDbaasApi extends FakeDbaasApi {
  constructor() {
    super(...states.values());
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
}
