import express, {
  Router,
  type ErrorRequestHandler,
  type Express,
  type Request,
  type Response,
} from 'express';
import type { ClusterClient } from '../../kubernetes/cluster-client';
import { resolveMetadata } from './component';
import type { ComponentLoader, LoadResult } from './component-loader';
import { stateItemsSchema, StateStore } from './state-store';

const RUNTIME_VERSION = '1.18.3';

interface Application {
  namespace: string;
  appId: string;
}

/**
 * What daprd answers on port 3500, for the sidecars of all applications: below
 * `/<namespace>/<app-id>` stand `/v1.0/metadata`, `/v1.0/healthz` and the state API.
 */
export function createSidecar(
  loader: ComponentLoader,
  client: ClusterClient,
): Express {
  const sidecar = express();
  const application = Router({ mergeParams: true });
  sidecar.use(express.json());
  sidecar.use('/:namespace/:appId/v1.0', (request, response, next) => {
    const { namespace, appId } = request.params;
    if (loader.knows(namespace, appId)) next();
    else
      refuse(
        response,
        404,
        'ERR_APP_UNKNOWN',
        'No component is scoped to this application.',
      );
  });
  sidecar.use('/:namespace/:appId/v1.0', application);

  application.get('/metadata', (request, response) => {
    const { namespace, appId } = applicationOf(request);
    response.json(metadataOf(appId, loader.resultsFor(namespace, appId)));
  });
  application.get(['/healthz', '/healthz/outbound'], (request, response) => {
    const { namespace, appId } = applicationOf(request);
    if (isHealthy(loader.resultsFor(namespace, appId)))
      response.status(204).end();
    else refuse(response, 500, 'ERR_HEALTH_NOT_READY', 'dapr is not ready');
  });
  addState(application, loader, client);

  const failed: ErrorRequestHandler = (error, _request, response, _next) => {
    const message = error instanceof Error ? error.message : String(error);
    refuse(response, 500, 'ERR_STATE_STORE', message);
  };
  sidecar.use(failed);
  return sidecar;
}

function addState(
  application: Router,
  loader: ComponentLoader,
  client: ClusterClient,
): void {
  const withStore =
    (
      work: (
        store: StateStore,
        request: Request,
        response: Response,
      ) => Promise<void>,
    ) =>
    (request: Request, response: Response, next: (error: unknown) => void) => {
      openStore(request, loader, client)
        .then(async store => {
          const name = request.params.store;
          if (store) await work(store, request, response);
          else
            refuse(
              response,
              400,
              'ERR_STATE_STORE_NOT_FOUND',
              `state store ${name} is not found`,
            );
        })
        .catch(next);
    };

  application.post(
    '/state/:store',
    withStore(async (store, request, response) => {
      await store.save(stateItemsSchema.parse(request.body));
      response.status(204).end();
    }),
  );
  application.get(
    '/state/:store/:key',
    withStore(async (store, request, response) => {
      const value = await store.get(request.params.key);
      if (value === undefined) response.status(204).end();
      else response.json(value);
    }),
  );
  application.delete(
    '/state/:store/:key',
    withStore(async (store, request, response) => {
      await store.delete(request.params.key);
      response.status(204).end();
    }),
  );
}

/** The loaded state store that a request names. */
async function openStore(
  request: Request,
  loader: ComponentLoader,
  client: ClusterClient,
): Promise<StateStore | undefined> {
  const { namespace, appId } = applicationOf(request);
  const found = loadedOf(loader.resultsFor(namespace, appId)).find(
    ({ component: { metadata, spec } }) =>
      metadata.name === request.params.store && spec.type.startsWith('state.'),
  );
  if (!found) return undefined;
  return new StateStore({
    version: found.component.spec.version,
    metadata: await resolveMetadata(found.component, client),
    appId,
  });
}

function applicationOf({ params }: Request): Application {
  return { namespace: params.namespace, appId: params.appId };
}

/** One missing Secret keeps daprd from loading any component (dapr/dapr#7326). */
function loadedOf(results: LoadResult[]): LoadResult[] {
  return results.some(({ state }) => state === 'secretMissing')
    ? []
    : results.filter(({ state }) => state === 'loaded');
}

/** An error ends daprd unless the component says that errors do not matter. */
function isHealthy(results: LoadResult[]): boolean {
  return results.every(
    ({ state, component }) => state !== 'failed' || component.spec.ignoreErrors,
  );
}

function metadataOf(appId: string, results: LoadResult[]) {
  return {
    id: appId,
    runtimeVersion: RUNTIME_VERSION,
    components: loadedOf(results).map(({ component }) => ({
      name: component.metadata.name,
      type: component.spec.type,
      version: component.spec.version,
      capabilities:
        component.spec.type === 'state.postgresql'
          ? ['ETAG', 'TRANSACTIONAL', 'ACTOR', 'TTL']
          : [],
    })),
  };
}

function refuse(
  response: Response,
  status: number,
  errorCode: string,
  message: string,
): void {
  response.status(status).json({ errorCode, message });
}
