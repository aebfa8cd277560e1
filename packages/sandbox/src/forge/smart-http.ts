import type { Request, RequestHandler, Response } from 'express';
import { spawn } from 'node:child_process';
import { createGunzip } from 'node:zlib';
import { equal, presentedToken } from './authentication';
import type { Repositories, Repository } from './repositories';

const SERVICES = ['git-upload-pack', 'git-receive-pack'] as const;
type Service = (typeof SERVICES)[number];

/** `git clone`, `fetch` and `push` over smart HTTP; a push needs the token. */
export function smartHttp(
  repositories: Repositories,
  token: string,
): RequestHandler {
  return (request, response, next) => {
    const match =
      /^\/([^/]+)\/([^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack|git-receive-pack)$/.exec(
        request.path,
      );
    const service = SERVICES.find(
      name => name === (request.query.service ?? match?.[3]),
    );
    if (!match || !service) {
      next();
      return;
    }
    if (
      service === 'git-receive-pack' &&
      !equal(presentedToken(request) ?? '', token)
    ) {
      response
        .status(401)
        .set('WWW-Authenticate', 'Basic realm="forge"')
        .send('A push needs the token as password.\n');
      return;
    }
    const repository = repositories.get(match[1], match[2]);
    const run = match[3] === 'info/refs' ? advertise : exchange;
    run(repository, service, request, response).catch(next);
  };
}

async function advertise(
  repository: Repository,
  service: Service,
  _request: Request,
  response: Response,
): Promise<void> {
  response.set({
    'Content-Type': `application/x-${service}-advertisement`,
    'Cache-Control': 'no-cache',
  });
  const line = `# service=${service}\n`;
  response.write(
    `${(line.length + 4).toString(16).padStart(4, '0')}${line}0000`,
  );
  const child = spawn(
    'git',
    [
      service.slice('git-'.length),
      '--stateless-rpc',
      '--advertise-refs',
      repository.git.directory,
    ],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  child.stdout.pipe(response);
  await ended(child);
}

async function exchange(
  repository: Repository,
  service: Service,
  request: Request,
  response: Response,
): Promise<void> {
  const before = new Map(
    (await repository.git.branches()).map(({ name, sha }) => [name, sha]),
  );
  response.set({
    'Content-Type': `application/x-${service}-result`,
    'Cache-Control': 'no-cache',
  });
  const child = spawn(
    'git',
    [service.slice('git-'.length), '--stateless-rpc', repository.git.directory],
    { stdio: ['pipe', 'pipe', 'ignore'] },
  );
  const body =
    request.headers['content-encoding'] === 'gzip'
      ? request.pipe(createGunzip())
      : request;
  body.pipe(child.stdin);
  child.stdout.pipe(response, { end: false });
  await ended(child);
  if (service === 'git-receive-pack') {
    for (const { name, sha } of await repository.git.branches()) {
      if (before.get(name) !== sha) await repository.announce(name, sha);
    }
  }
  response.end();
}

async function ended(child: ReturnType<typeof spawn>): Promise<void> {
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => resolve());
  });
}
