import express, { type ErrorRequestHandler } from 'express';
import { mkdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import type { Log } from '../log';
import { requireTokenForWrites } from './authentication';
import { GithubDialect } from './github-dialect';
import { requireGit } from './git-repository';
import { pages } from './pages';
import { ForgeError, type RunChecks } from './pull-requests';
import {
  Repositories,
  type PushListener,
  type Repository,
  type RepositorySeed,
} from './repositories';
import { restApi } from './rest-api';
import { smartHttp } from './smart-http';

export interface ForgeOptions {
  /** 0 takes any free port. */
  port: number;
  stateDirectory: string;
  /** Needed for every write through the API and for `git push`. */
  token: string;
  seeds: RepositorySeed[];
  /** Run for every new head of a pull request; a failure blocks the merge. */
  runChecks: RunChecks;
  log: Log;
}

/** A Git server with pull requests, in the GitHub dialect. */
export interface Forge {
  /** Address in a browser, without a slash at the end. */
  url: string;
  repository(owner: string, name: string): Repository;
  /** Called after a branch moved; returns how to stop listening. */
  onPush(listener: PushListener): () => void;
  stop(): Promise<void>;
}

/** Starts the forge. Its data lives in the state directory and survives a restart. */
export async function startForge(options: ForgeOptions): Promise<Forge> {
  await requireGit();
  const directory = join(options.stateDirectory, 'forge');
  await mkdir(directory, { recursive: true });
  const repositories = new Repositories(directory, options.runChecks);
  await repositories.open(options.seeds);
  repositories.onPush(({ repository, branch, sha }) =>
    options.log.info(
      `${repository.owner}/${repository.name}: ${branch} is now ${sha.slice(
        0,
        7,
      )}`,
    ),
  );

  const app = express();
  const server = createServer(app);
  const port = await listen(server, options.port);
  const url = `http://127.0.0.1:${port}`;
  app.disable('x-powered-by');
  app.use(smartHttp(repositories, options.token));
  app.use(
    '/api',
    requireTokenForWrites(options.token),
    restApi({ repositories, dialect: new GithubDialect(url) }),
  );
  app.use(pages(repositories));
  app.use(errorAnswer(options.log));

  return {
    url,
    repository: (owner, name) => repositories.get(owner, name),
    onPush: listener => repositories.onPush(listener),
    stop: () => close(server),
  };
}

function errorAnswer(log: Log): ErrorRequestHandler {
  return (error, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const status = error instanceof ForgeError ? error.status : 500;
    if (status === 500)
      log.warn(`${request.method} ${request.path}: ${error.message}`);
    const message =
      status === 500
        ? 'Internal error of the forge; its log says more.'
        : error.message;
    if (request.path.startsWith('/api/'))
      response.status(status).json({ message });
    else response.status(status).type('text').send(`${message}\n`);
  };
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('The forge has no port.');
  return address.port;
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>(resolve => server.close(() => resolve()));
}
