import type { HttpAuthService } from '@backstage/backend-plugin-api';
import type { RequestHandler } from 'express';
import Router from 'express-promise-router';
import type { ServiceApi } from '../service-api';
import { createCallerOf } from './caller-of';
import { addCredentialRoutes } from './credential-routes';
import { addOfferRoutes } from './offer-routes';
import { addResourceRoutes } from './resource-routes';
import { addServiceRoutes } from './service-routes';

export interface RouterOptions {
  api: ServiceApi;
  httpAuth: HttpAuthService;
}

/** The HTTP API, as `src/schema/openapi.yaml` describes it. */
export function createRouter(options: RouterOptions): RequestHandler {
  const { api, httpAuth } = options;
  const router = Router();
  const callerOf = createCallerOf(httpAuth);

  router.get('/health', (_request, response) => {
    response.json({ status: api.ready() ? 'ready' : 'starting' });
  });
  addServiceRoutes(router, api.services, callerOf);
  addResourceRoutes(router, api, callerOf);
  addOfferRoutes(router, api.offers, callerOf);
  addCredentialRoutes(router, api.credentials, callerOf);
  return router;
}
