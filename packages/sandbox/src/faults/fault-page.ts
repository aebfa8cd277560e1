import express, { type ErrorRequestHandler } from 'express';
import { createServer } from 'node:http';
import { html } from '../web/html';
import { page } from '../web/page-layout';
import type { Fault } from './fault';

/** The page with the switches, and the same as an API: `POST /<name>/on`, `POST /<name>/off`, `GET /faults`. */
export async function startFaultPage(
  faults: readonly Fault[],
  port: number,
): Promise<{ url: string; stop(): Promise<void> }> {
  const app = express();
  const server = createServer(app);
  app.disable('x-powered-by');
  app.get('/', (_request, response) => {
    response.send(pageOf(faults));
  });
  app.get('/faults', (_request, response) => {
    response.json(
      faults.map(({ name, description, ...fault }) => ({
        name,
        description,
        on: fault.isOn(),
      })),
    );
  });
  app.post('/:name/:action(on|off)', (request, response, next) => {
    const { origin, host } = request.headers;
    const fault = faults.find(({ name }) => name === request.params.name);
    if (origin !== undefined && origin !== `http://${host}`) {
      response
        .status(403)
        .send('This must be sent from the page of the sandbox itself.\n');
    } else if (!fault) {
      response
        .status(404)
        .send(`There is no fault "${request.params.name}".\n`);
    } else {
      const change = request.params.action === 'on' ? fault.on() : fault.off();
      change.then(() => response.redirect(303, '/'), next);
    }
  });
  const answerError: ErrorRequestHandler = (
    error,
    _request,
    response,
    _next,
  ) => {
    response.status(500).send(`${error.message}\n`);
  };
  app.use(answerError);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const listening =
    typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://127.0.0.1:${listening}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>(resolve => server.close(() => resolve()));
    },
  };
}

function pageOf(faults: readonly Fault[]): string {
  const row = ({ name, description, ...fault }: Fault) => html`<tr>
    <td><code>${name}</code></td>
    <td>${description}</td>
    <td>${fault.isOn() ? 'on' : 'off'}</td>
    <td>
      <form method="post" action="/${name}/${fault.isOn() ? 'off' : 'on'}">
        <button>${fault.isOn() ? 'Make good' : 'Break it'}</button>
      </form>
    </td>
  </tr>`;
  return page(
    'Faults',
    html`<h1>Break something</h1>
      <p>Then look at the page of the application in Backstage.</p>
      <table>
        <thead>
          <tr>
            <th>Fault</th>
            <th>What happens</th>
            <th>Now</th>
            <th></th>
          </tr>
        </thead>
        <tbody>
          ${faults.map(row)}
        </tbody>
      </table>`,
  );
}
