import express from 'express';
import type { AddressInfo } from 'node:net';

/** A sidecar with one state store in memory, as Dapr's state API v1.0 answers. */
export interface FakeSidecar {
  url: string;
  stop(): Promise<void>;
}

/** @param store - name of the only store there is */
export async function startFakeSidecar(store: string): Promise<FakeSidecar> {
  const state = new Map<string, unknown>();
  const app = express();
  app.use(express.json());
  app.get('/v1.0/healthz/outbound', (_request, response) => {
    response.status(204).end();
  });
  app.use('/v1.0/state/:store', (request, response, next) => {
    if (request.params.store === store) next();
    else
      response.status(400).json({
        errorCode: 'ERR_STATE_STORE_NOT_FOUND',
        message: `state store ${request.params.store} is not found`,
      });
  });
  app.post('/v1.0/state/:store', (request, response) => {
    for (const { key, value } of request.body) state.set(key, value);
    response.status(204).end();
  });
  app.get('/v1.0/state/:store/:key', (request, response) => {
    const value = state.get(request.params.key);
    if (value === undefined) response.status(204).end();
    else response.json(value);
  });
  const server = app.listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () => new Promise(resolve => server.close(() => resolve())),
  };
}
