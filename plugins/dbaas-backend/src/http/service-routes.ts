import {
  clusterHealthListSchema,
  databaseServiceListSchema,
  databaseServiceSchema,
  entityDatabaseServicesSchema,
  transitionListSchema,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { Router } from 'express';
import { z } from 'zod';
import { parseServiceQuery } from '../database-services/service-query';
import { parseHistoryQuery } from '../history/history-query';
import type { ServiceReader } from '../database-services/service-reader';
import type { CallerOf } from './caller-of';
import { respond } from './respond';
import { found, refOf, SERVICE_PATH } from './service-ref';

const entityParams = z.object({
  namespace: z.string(),
  kind: z.string(),
  name: z.string(),
});

/** What is known of database services and of the clusters that they are in. */
export function addServiceRoutes(
  router: Router,
  reader: ServiceReader,
  callerOf: CallerOf,
): void {
  router.get('/clusters', async (request, response) => {
    const items = await reader.clusters(await callerOf(request));
    respond(response, clusterHealthListSchema, { items });
  });

  router.get('/services', async (request, response) => {
    const caller = await callerOf(request);
    const query = parseServiceQuery(request.query);
    const list = await reader.list(caller, query);
    respond(response, databaseServiceListSchema, list, {
      ...list,
      items: list.items.map(withoutAge),
    });
  });

  router.get(
    '/services/by-entity/:namespace/:kind/:name',
    async (request, response) => {
      const caller = await callerOf(request);
      const entityRef = entityParams.parse(request.params);
      const items = await reader.byEntity(caller, entityRef);
      respond(
        response,
        entityDatabaseServicesSchema,
        { items },
        items.map(({ revision }) => revision),
      );
    },
  );

  router.get(SERVICE_PATH, async (request, response) => {
    const ref = refOf(request);
    const service = found(await reader.get(await callerOf(request), ref), ref);
    respond(response, databaseServiceSchema, service, service.revision);
  });

  router.get(`${SERVICE_PATH}/history`, async (request, response) => {
    const ref = refOf(request);
    const caller = await callerOf(request);
    const query = parseHistoryQuery(request.query);
    const page = found(await reader.history(caller, ref, query), ref);
    respond(response, transitionListSchema, page);
  });
}

/** An answer that only became older is still the same answer. */
function withoutAge<T extends { freshness: { observedAt: string } }>({
  freshness,
  ...rest
}: T) {
  const { observedAt: _age, ...known } = freshness;
  return { ...rest, freshness: known };
}
