import { createServer, type ServerResponse } from 'node:http';
import type { StartOperator } from '../operator';
import { ComponentLoader, type LoadResult } from './component-loader';

const ROUTE = /^\/([^/]+)\/([^/]+)\/v1\.0\/(metadata|healthz)$/;
const RUNTIME_VERSION = '1.18.3';

/**
 * Dapr on the application cluster. There are no pods in the sandbox, so one server
 * answers for the sidecar of every application: `GET /<namespace>/<app-id>/v1.0/metadata`
 * and `/v1.0/healthz`, as daprd does on port 3500.
 */
export const startDapr: StartOperator = async context => {
  const loader = new ComponentLoader(context.apps, context.log);
  const stopLoader = loader.start();
  const server = createServer((request, response) => {
    const match = ROUTE.exec(
      new URL(request.url ?? '/', 'http://localhost').pathname,
    );
    const [, namespace, appId, endpoint] = match ?? [];
    if (!match || !loader.knows(namespace, appId)) {
      json(response, 404, {
        errorCode: 'ERR_APP_UNKNOWN',
        message: 'No component is scoped to this application.',
      });
      return;
    }
    const results = loader.resultsFor(namespace, appId);
    if (endpoint === 'metadata')
      json(response, 200, metadataOf(appId, results));
    else if (isHealthy(results)) response.writeHead(204).end();
    else
      json(response, 500, {
        errorCode: 'ERR_HEALTH_NOT_READY',
        message: 'dapr is not ready',
      });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(context.daprPort, '127.0.0.1', resolve);
  });
  return {
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>(resolve => server.close(() => resolve()));
      await stopLoader();
    },
  };
};

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

function json(response: ServerResponse, status: number, body: object): void {
  response
    .writeHead(status, { 'content-type': 'application/json' })
    .end(JSON.stringify(body));
}
