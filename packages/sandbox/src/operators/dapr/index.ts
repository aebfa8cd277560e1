import { createServer } from 'node:http';
import type { StartOperator } from '../operator';
import { ComponentLoader } from './component-loader';
import { createSidecar } from './sidecar';

/**
 * Dapr on the application cluster: loads Components as daprd does, and answers for the
 * sidecar of every application on one port.
 */
export const startDapr: StartOperator = async context => {
  const loader = new ComponentLoader(context.apps, context.log);
  const stopLoader = loader.start();
  const server = createServer(createSidecar(loader, context.apps));
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
