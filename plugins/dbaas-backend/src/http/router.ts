import type { HttpAuthService } from '@backstage/backend-plugin-api';
import {
  clusterHealthListSchema,
  databaseServiceListSchema,
  databaseServiceSchema,
  entityDatabaseServicesSchema,
  serviceRefSchema,
  transitionListSchema,
} from '@backstage-dbaas/plugin-dbaas-common';
import { NotFoundError } from '@backstage/errors';
import type { Request, RequestHandler } from 'express';
import Router from 'express-promise-router';
import { z } from 'zod';
import { parseServiceQuery } from '../database-services/service-query';
import type { ServiceReader } from '../database-services/service-reader';
import type { Caller } from '../permissions/service-access';
import { respond } from './respond';

export interface RouterOptions {
  reader: ServiceReader;
  httpAuth: HttpAuthService;
}

const entityParams = z.object({
  namespace: z.string(),
  kind: z.string(),
  name: z.string(),
});

/** The HTTP API, as `src/schema/openapi.yaml` describes it. */
export function createRouter(options: RouterOptions): RequestHandler {
  const { reader, httpAuth } = options;
  const router = Router();

  const callerOf = async (request: Request): Promise<Caller> => ({
    credentials: await httpAuth.credentials(request, {
      allow: ['user', 'service'],
    }),
    request,
  });

  router.get('/health', (_request, response) => {
    response.json({ status: reader.ready() ? 'ready' : 'starting' });
  });

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
        items.map(withoutAge),
      );
    },
  );

  router.get(
    '/services/:cluster/:namespace/:name',
    async (request, response) => {
      const caller = await callerOf(request);
      const ref = serviceRefSchema.parse(request.params);
      const service = await reader.get(caller, ref);
      if (!service) throw notFound(ref);
      respond(response, databaseServiceSchema, service, withoutAge(service));
    },
  );

  router.get(
    '/services/:cluster/:namespace/:name/history',
    async (request, response) => {
      const caller = await callerOf(request);
      const ref = serviceRefSchema.parse(request.params);
      const items = await reader.history(caller, ref);
      if (!items) throw notFound(ref);
      respond(response, transitionListSchema, { items });
    },
  );

  return router;
}

function notFound(ref: z.infer<typeof serviceRefSchema>): NotFoundError {
  return new NotFoundError(
    `There is no database service ${ref.namespace}/${ref.name} in cluster "${ref.cluster}", and no request for one.`,
  );
}

/** An answer that only became older is still the same answer. */
function withoutAge<T extends { freshness: { observedAt: string } }>({
  freshness,
  ...rest
}: T) {
  const { observedAt: _age, ...known } = freshness;
  return { ...rest, freshness: known };
}
