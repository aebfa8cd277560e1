import express, { type ErrorRequestHandler, type Express } from 'express';
import { z } from 'zod';
import type { Orders } from './orders';

const newOrderSchema = z.object({ customer: z.string().min(1).max(200) });

/** The HTTP API: `POST /orders`, `GET /orders/:id`, and probes for Kubernetes. */
export function createServer(
  orders: Orders,
  onError: (error: unknown) => void,
): Express {
  const server = express();
  server.use(express.json());

  server.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });

  server.get('/readyz', (_request, response, next) => {
    orders
      .check()
      .then(() => response.json({ status: 'ready' }))
      .catch(next);
  });

  server.post('/orders', (request, response, next) => {
    const order = newOrderSchema.safeParse(request.body);
    if (!order.success) {
      response.status(400).json({ error: z.prettifyError(order.error) });
      return;
    }
    orders
      .add(order.data.customer)
      .then(added => response.status(201).json(added))
      .catch(next);
  });

  server.get('/orders/:id', (request, response, next) => {
    orders
      .get(request.params.id)
      .then(order => {
        if (order) response.json(order);
        else response.status(404).json({ error: 'There is no such order.' });
      })
      .catch(next);
  });

  const failed: ErrorRequestHandler = (error, _request, response, next) => {
    onError(error);
    if (response.headersSent) next(error);
    else {
      response
        .status(503)
        .json({ error: 'Orders cannot be reached right now.' });
    }
  };
  server.use(failed);
  return server;
}
