import { Router } from 'express';
import { z } from 'zod';
import { ForgeError } from './pull-requests';
import { handle, parse, repositoryOf, type RestContext } from './rest-request';
import type { Repository } from './repositories';

const RAW_MEDIA_TYPE = 'application/vnd.github.v3.raw';

const newBlob = z.object({
  content: z.string(),
  encoding: z.enum(['utf-8', 'base64']).default('utf-8'),
});
const newTree = z.object({
  base_tree: z.string().optional(),
  tree: z.array(
    z.object({
      path: z.string().min(1),
      mode: z.enum(['100644', '100755', '120000']),
      sha: z.string().nullish(),
      content: z.string().optional(),
    }),
  ),
});
const newCommit = z.object({
  message: z.string(),
  tree: z.string(),
  parents: z.array(z.string()),
  author: z.object({ name: z.string(), email: z.string() }).optional(),
});
const newRef = z.object({
  ref: z
    .string()
    .startsWith('refs/heads/')
    .transform(ref => ref.slice('refs/heads/'.length)),
  sha: z.string(),
});
const refUpdate = z.object({
  sha: z.string(),
  force: z.boolean().default(false),
});
const commitFilter = z.object({
  sha: z.string().optional(),
  path: z.string().optional(),
  per_page: z.coerce.number().int().min(1).max(100).default(30),
});

/** Contents, commits, blobs, trees, refs and archives of one repository. */
export function gitDataRoutes(context: RestContext): Router {
  const router = Router({ mergeParams: true });
  addReads(router, context);
  addCommitReads(router, context);
  addWrites(router, context);
  return router;
}

function addReads(router: Router, context: RestContext): void {
  router.get(
    '/contents/*',
    handle(async (request, response) => {
      const repository = repositoryOf(context, request);
      const path = decodeURIComponent(request.params[0]).replace(/\/$/, '');
      const revision = await revisionOf(repository, request.query.ref);
      const entry = await repository.git.entry(revision, path);
      if (!entry) throw new ForgeError(404, 'Not Found');
      if (entry.type === 'tree') {
        const items = await repository.git.listTree(entry.sha, false);
        response.json(
          items.map(item => ({
            name: item.path,
            path: join(path, item.path),
            sha: item.sha,
            type: item.type === 'tree' ? 'dir' : 'file',
          })),
        );
        return;
      }
      const content = await repository.git.readBlob(entry.sha);
      response.set('ETag', `"${entry.sha}"`);
      if (request.headers.accept?.includes(RAW_MEDIA_TYPE)) {
        response.type(RAW_MEDIA_TYPE).send(content);
        return;
      }
      response.json({
        name: path.split('/').at(-1),
        path,
        sha: entry.sha,
        type: 'file',
        size: content.length,
        encoding: 'base64',
        content: content.toString('base64'),
      });
    }),
  );
  router.get(
    '/git/trees/:sha',
    handle(async (request, response) => {
      const repository = repositoryOf(context, request);
      const tree = await repository.git.entry(request.params.sha, '');
      if (!tree) throw new ForgeError(404, 'Not Found');
      const items = await repository.git.listTree(
        tree.sha,
        request.query.recursive !== undefined,
      );
      response.json({
        sha: tree.sha,
        truncated: false,
        tree: items.map(item => ({
          ...item,
          url: `${context.dialect.apiUrl}/repos/${repository.owner}/${repository.name}/git/blobs/${item.sha}`,
        })),
      });
    }),
  );
  router.get(
    '/git/blobs/:sha',
    handle(async (request, response) => {
      const content = await repositoryOf(context, request).git.readBlob(
        request.params.sha,
      );
      response.json({
        sha: request.params.sha,
        size: content.length,
        encoding: 'base64',
        content: content.toString('base64'),
      });
    }),
  );
  router.get(
    '/tarball/:ref(*)?',
    handle(async (request, response) => {
      const repository = repositoryOf(context, request);
      const sha = await revisionOf(repository, request.params.ref);
      const prefix = `${repository.owner}-${repository.name}-${sha.slice(
        0,
        7,
      )}`;
      response
        .type('application/x-gzip')
        .attachment(`${prefix}.tar.gz`)
        .send(await repository.git.archive(sha, prefix));
    }),
  );
}

function addCommitReads(router: Router, context: RestContext): void {
  const { dialect } = context;
  router.get(
    '/commits',
    handle(async (request, response) => {
      const repository = repositoryOf(context, request);
      const { sha, path, per_page: count } = parse(commitFilter, request.query);
      const commits = await repository.git.log(
        sha ?? repository.defaultBranch,
        count,
        path,
      );
      response.json(commits.map(commit => dialect.commit(repository, commit)));
    }),
  );
  router.get(
    '/commits/:ref(*)/status',
    handle(async (request, response) => {
      const repository = repositoryOf(context, request);
      response.json(
        dialect.combinedStatus(
          repository,
          await revisionOf(repository, request.params.ref),
        ),
      );
    }),
  );
  router.get(
    '/commits/:ref(*)/check-runs',
    handle(async (request, response) => {
      const repository = repositoryOf(context, request);
      const sha = await revisionOf(repository, request.params.ref);
      response.json(
        dialect.checkRuns(
          repository.pulls.list().find(pull => pull.headSha === sha),
        ),
      );
    }),
  );
  router.get(
    '/commits/:ref(*)',
    handle(async (request, response) => {
      const repository = repositoryOf(context, request);
      const commit = await repository.git.commit(
        await revisionOf(repository, request.params.ref),
      );
      if (!commit) throw new ForgeError(404, 'Not Found');
      response.json(dialect.commit(repository, commit));
    }),
  );
  router.get(
    '/branches',
    handle(async (request, response) => {
      const branches = await repositoryOf(context, request).git.branches();
      response.json(
        branches.map(({ name, sha }) => ({
          name,
          commit: { sha },
          protected: false,
        })),
      );
    }),
  );
  router.get(
    '/branches/:branch(*)',
    handle(async (request, response) => {
      const repository = repositoryOf(context, request);
      const sha = await revisionOf(
        repository,
        `refs/heads/${request.params.branch}`,
      );
      response.json({
        name: request.params.branch,
        commit: { sha },
        protected: false,
      });
    }),
  );
  router.get(
    ['/git/ref/heads/:branch(*)', '/git/refs/heads/:branch(*)'],
    handle(async (request, response) => {
      const repository = repositoryOf(context, request);
      const sha = await revisionOf(
        repository,
        `refs/heads/${request.params.branch}`,
      );
      response.json(dialect.ref(repository, request.params.branch, sha));
    }),
  );
}

function addWrites(router: Router, context: RestContext): void {
  const { dialect } = context;
  router.post(
    '/git/blobs',
    handle(async (request, response) => {
      const { content, encoding } = parse(newBlob, request.body);
      const sha = await repositoryOf(context, request).git.writeBlob(
        Buffer.from(content, encoding === 'base64' ? 'base64' : 'utf8'),
      );
      response.status(201).json({ sha });
    }),
  );
  router.post(
    '/git/trees',
    handle(async (request, response) => {
      const { git } = repositoryOf(context, request);
      const { base_tree: base, tree } = parse(newTree, request.body);
      const changes = await Promise.all(
        tree.map(async ({ path, mode, sha, content }) => ({
          path,
          mode,
          sha:
            content === undefined
              ? sha ?? null
              : await git.writeBlob(Buffer.from(content)),
        })),
      );
      response.status(201).json({ sha: await git.writeTree(base, changes) });
    }),
  );
  router.post(
    '/git/commits',
    handle(async (request, response) => {
      const { git } = repositoryOf(context, request);
      const sha = await git.writeCommit(parse(newCommit, request.body));
      const commit = await git.commit(sha);
      if (!commit)
        throw new Error(`Commit ${sha} was written but cannot be read.`);
      response.status(201).json(dialect.gitCommit(commit));
    }),
  );
  router.post(
    '/git/refs',
    handle(async (request, response) => {
      const repository = repositoryOf(context, request);
      const { ref, sha } = parse(newRef, request.body);
      if (await repository.git.resolve(`refs/heads/${ref}`))
        throw new ForgeError(422, 'Reference already exists');
      await repository.moveBranch(ref, sha);
      response.status(201).json(dialect.ref(repository, ref, sha));
    }),
  );
  router.patch(
    '/git/refs/heads/:branch(*)',
    handle(async (request, response) => {
      const repository = repositoryOf(context, request);
      const { branch } = request.params;
      await revisionOf(repository, `refs/heads/${branch}`);
      const { sha } = parse(refUpdate, request.body);
      await repository.moveBranch(branch, sha);
      response.json(dialect.ref(repository, branch, sha));
    }),
  );
  router.delete(
    '/git/refs/heads/:branch(*)',
    handle(async (request, response) => {
      await repositoryOf(context, request).git.deleteBranch(
        request.params.branch,
      );
      response.status(204).end();
    }),
  );
}

async function revisionOf(
  repository: Repository,
  revision: unknown,
): Promise<string> {
  const name =
    typeof revision === 'string' && revision !== ''
      ? revision
      : repository.defaultBranch;
  const sha = await repository.git.resolve(name);
  if (!sha) throw new ForgeError(404, `No commit found for the ref ${name}`);
  return sha;
}

function join(directory: string, name: string): string {
  return directory === '' ? name : `${directory}/${name}`;
}
