import { Router, json, type Request, type Response } from 'express';
import { z } from 'zod';
import { TOKEN_ACCOUNT } from './authentication';
import { ForgeError } from './pull-requests';
import { gitDataRoutes } from './rest-git-data';
import { handle, parse, repositoryOf, type RestContext } from './rest-request';

const LARGEST_BODY = '50mb';

const newPull = z.object({
  title: z.string().min(1),
  body: z.string().nullish(),
  head: z.string().min(1),
  base: z.string().min(1),
  draft: z.boolean().default(false),
});
const pullChange = z.object({
  title: z.string().optional(),
  body: z.string().optional(),
  state: z.enum(['open', 'closed']).optional(),
  base: z.string().optional(),
});
const newLabels = z.union([
  z.array(z.string()),
  z.object({ labels: z.array(z.string()) }).transform(body => body.labels),
]);
const newReviewers = z.object({
  reviewers: z.array(z.string()).default([]),
  team_reviewers: z.array(z.string()).default([]),
});
const newAssignees = z.object({ assignees: z.array(z.string()) });
const newComment = z.object({ body: z.string().min(1) });
const mergeRequest = z.object({ commit_title: z.string().optional() });
const pullFilter = z.object({
  state: z.enum(['open', 'closed', 'all']).default('open'),
  head: z.string().optional(),
  base: z.string().optional(),
  per_page: z.coerce.number().int().min(1).max(100).default(30),
  page: z.coerce.number().int().min(1).default(1),
});
const graphqlRequest = z.object({
  query: z.string().includes('associatedPullRequests'),
  variables: z.object({
    owner: z.string(),
    repo: z.string(),
    head: z.string(),
  }),
});

/** The REST API below `/api/v3` and the one GraphQL query, in the GitHub dialect. */
export function restApi(context: RestContext): Router {
  const router = Router();
  router.use(json({ limit: LARGEST_BODY }));
  router.get('/v3/user', (_request, response) =>
    response.json(context.dialect.user(TOKEN_ACCOUNT)),
  );
  router.post('/graphql', handle(graphql(context)));
  router.use('/v3/repos/:owner/:repo', repositoryRoutes(context));
  router.use((_request, _response) => {
    throw new ForgeError(404, 'Not Found');
  });
  return router;
}

function repositoryRoutes(context: RestContext): Router {
  const router = Router({ mergeParams: true });
  const { dialect } = context;
  router.get(
    '/',
    handle(async (request, response) => {
      response.json(dialect.repository(repositoryOf(context, request)));
    }),
  );
  router.use(pullRoutes(context));
  router.use(issueRoutes(context));
  router.use(gitDataRoutes(context));
  return router;
}

function pullRoutes(context: RestContext): Router {
  const router = Router({ mergeParams: true });
  const { dialect } = context;
  router.get(
    '/pulls',
    handle(async (request, response) => {
      const repository = repositoryOf(context, request);
      const filter = parse(pullFilter, request.query);
      const head = filter.head?.split(':').at(-1);
      const found = repository.pulls
        .list()
        .filter(pull => filter.state === 'all' || pull.state === filter.state)
        .filter(
          pull =>
            (head === undefined || pull.head === head) &&
            (filter.base === undefined || pull.base === filter.base),
        );
      const start = (filter.page - 1) * filter.per_page;
      response.json(
        found
          .slice(start, start + filter.per_page)
          .map(pull => dialect.pull(repository, pull)),
      );
    }),
  );
  router.post(
    '/pulls',
    handle(async (request, response) => {
      const repository = repositoryOf(context, request);
      const { body, head, ...rest } = parse(newPull, request.body);
      const branch = head.split(':').at(-1) ?? head;
      const pull = await repository.pulls.open({
        ...rest,
        head: branch,
        body: body ?? '',
        author: TOKEN_ACCOUNT,
      });
      response.status(201).json(dialect.pull(repository, pull));
    }),
  );
  router.get(
    '/pulls/:number',
    handle(async (request, response) => {
      const repository = repositoryOf(context, request);
      const pull = repository.pulls.get(numberOf(request));
      const conflicts =
        pull.state === 'open'
          ? await repository.pulls.conflicts(pull.number)
          : [];
      response.json({
        ...dialect.pull(repository, pull),
        mergeable: pull.state === 'open' ? conflicts.length === 0 : null,
      });
    }),
  );
  router.patch(
    '/pulls/:number',
    handle(async (request, response) => {
      const repository = repositoryOf(context, request);
      const pull = await repository.pulls.change(
        numberOf(request),
        parse(pullChange, request.body),
      );
      response.json(dialect.pull(repository, pull));
    }),
  );
  router.put(
    '/pulls/:number/merge',
    handle(async (request, response) => {
      const repository = repositoryOf(context, request);
      const { commit_title: title } = parse(mergeRequest, request.body ?? {});
      const pull = await repository.pulls.merge(
        numberOf(request),
        TOKEN_ACCOUNT,
        title,
      );
      response.json({
        sha: pull.mergeCommit,
        merged: true,
        message: 'Pull Request successfully merged',
      });
    }),
  );
  router.get(
    '/pulls/:number/files',
    handle(async (request, response) => {
      const repository = repositoryOf(context, request);
      const pull = repository.pulls.get(numberOf(request));
      const status: Record<string, string> = {
        A: 'added',
        M: 'modified',
        D: 'removed',
      };
      const files = await repository.git.changedFiles(
        pull.baseSha,
        pull.headSha,
      );
      response.json(
        files.map(file => ({
          filename: file.path,
          status: status[file.status] ?? 'changed',
        })),
      );
    }),
  );
  router.post(
    '/pulls/:number/requested_reviewers',
    handle(async (request, response) => {
      const repository = repositoryOf(context, request);
      const { reviewers, team_reviewers: teams } = parse(
        newReviewers,
        request.body,
      );
      const pull = await repository.pulls.requestReviewers(
        numberOf(request),
        reviewers,
        teams,
      );
      response.status(201).json(dialect.pull(repository, pull));
    }),
  );
  return router;
}

function issueRoutes(context: RestContext): Router {
  const router = Router({ mergeParams: true });
  const { dialect } = context;
  router.get(
    '/issues/:number/labels',
    handle(async (request, response) => {
      response.json(
        dialect.labels(
          repositoryOf(context, request).pulls.get(numberOf(request)).labels,
        ),
      );
    }),
  );
  router.post(
    '/issues/:number/labels',
    handle(async (request, response) => {
      const { pulls } = repositoryOf(context, request);
      const pull = await pulls.addLabels(
        numberOf(request),
        parse(newLabels, request.body),
      );
      response.json(dialect.labels(pull.labels));
    }),
  );
  router.post(
    '/issues/:number/assignees',
    handle(async (request, response) => {
      const repository = repositoryOf(context, request);
      const { assignees } = parse(newAssignees, request.body);
      const pull = await repository.pulls.addAssignees(
        numberOf(request),
        assignees,
      );
      response.status(201).json(dialect.pull(repository, pull));
    }),
  );
  router.get(
    '/issues/:number/comments',
    handle(async (request, response) => {
      response.json(
        dialect.comments(
          repositoryOf(context, request).pulls.get(numberOf(request)),
        ),
      );
    }),
  );
  router.post(
    '/issues/:number/comments',
    handle(async (request, response) => {
      const { body } = parse(newComment, request.body);
      const { pulls } = repositoryOf(context, request);
      const pull = await pulls.comment(numberOf(request), TOKEN_ACCOUNT, body);
      response.status(201).json(dialect.comments(pull).at(-1));
    }),
  );
  return router;
}

/** The query with which `publish:github:pull-request` looks for an open pull request of a branch. */
function graphql({ repositories, dialect }: RestContext) {
  return async (request: Request, response: Response) => {
    const { owner, repo, head } = parse(graphqlRequest, request.body).variables;
    const repository = repositories.get(owner, repo);
    const exists =
      (await repository.git.resolve(`refs/heads/${head}`)) !== undefined;
    const pull = repository.pulls.openFor(head);
    const node = pull && {
      id: `PR_${pull.number}`,
      number: pull.number,
      url: dialect.pullUrl(repository, pull.number),
    };
    const ref = exists
      ? { associatedPullRequests: { edges: node ? [{ node }] : [] } }
      : null;
    response.json({ data: { repository: { ref } } });
  };
}

function numberOf(request: Request): number {
  return parse(z.coerce.number().int(), request.params.number);
}
