import { Router, urlencoded, type Request, type RequestHandler } from 'express';
import { readFile } from 'node:fs/promises';
import { html as renderDiff } from 'diff2html';
import { ColorSchemeType } from 'diff2html/lib/types';
import MarkdownIt from 'markdown-it';
import { html, raw, type Html } from '../web/html';
import { page } from '../web/page-layout';
import { ForgeError, type PullRequest } from './pull-requests';
import { handle } from './rest-request';
import type { Repositories, Repository } from './repositories';

const markdown = new MarkdownIt({ html: false, linkify: true });
/** The person who clicks in the browser: the sandbox has no sign-in. */
const REVIEWER = 'reviewer';

/** The pages that a person opens: repositories, pull requests, Merge and Close. */
export function pages(repositories: Repositories): Router {
  const router = Router();
  router.get(
    '/assets/diff.css',
    handle(async (_request, response) => {
      response
        .type('css')
        .send(
          await readFile(
            require.resolve('diff2html/bundles/css/diff2html.min.css'),
          ),
        );
    }),
  );
  router.get('/', (_request, response) => {
    response.send(
      page(
        'Repositories',
        html`<h1>Repositories</h1>
          <ul>
            ${repositories.list().map(
              repository =>
                html`<li>
                  <a href="/${repository.owner}/${repository.name}"
                    >${repository.owner}/${repository.name}</a
                  >
                </li>`,
            )}
          </ul>`,
      ),
    );
  });
  router.get(
    '/:owner/:repo',
    handle(async (request, response) => {
      const repository = repositories.get(
        request.params.owner,
        request.params.repo,
      );
      response.send(await repositoryPage(repository));
    }),
  );
  router.get(
    '/:owner/:repo/pull/:number',
    handle(async (request, response) => {
      const repository = repositories.get(
        request.params.owner,
        request.params.repo,
      );
      response.send(
        await pullRequestPage(
          repository,
          repository.pulls.get(Number(request.params.number)),
        ),
      );
    }),
  );
  router.get(
    ['/:owner/:repo/blob/:branch/*', '/:owner/:repo/tree/:branch/*'],
    handle(async (request, response) => {
      const repository = repositories.get(
        request.params.owner,
        request.params.repo,
      );
      response.send(
        await filePage(repository, request.params.branch, request.params[0]),
      );
    }),
  );
  router.post(
    '/:owner/:repo/pull/:number/:action(merge|close)',
    sameOrigin,
    urlencoded({ extended: false }),
    handle(async (request, response) => {
      const { owner, repo, number, action } = request.params;
      const { pulls } = repositories.get(owner, repo);
      if (action === 'merge') await pulls.merge(Number(number), REVIEWER);
      else await pulls.change(Number(number), { state: 'closed' });
      response.redirect(303, `/${owner}/${repo}/pull/${number}`);
    }),
  );
  return router;
}

/** A browser sends Origin with every form post; one from another site is refused. */
const sameOrigin: RequestHandler = (request: Request, _response, next) => {
  const { origin, host } = request.headers;
  next(
    origin === `http://${host}`
      ? undefined
      : new ForgeError(
          403,
          'This form must be sent from a page of the forge itself.',
        ),
  );
};

async function repositoryPage(repository: Repository): Promise<string> {
  const name = `${repository.owner}/${repository.name}`;
  const pulls = repository.pulls.list();
  const commits = await repository.git.log(repository.defaultBranch, 10);
  return page(
    name,
    html` <h1>${name}</h1>
      <h2>Pull requests</h2>
      ${pulls.length === 0
        ? html`<p>There is no pull request yet.</p>`
        : html`<ul>
            ${pulls.map(
              pull =>
                html`<li>
                  ${badge(pull)}
                  <a href="/${name}/pull/${pull.number}"
                    >#${pull.number} ${pull.title}</a
                  >
                </li>`,
            )}
          </ul>`}
      <h2>Latest commits on ${repository.defaultBranch}</h2>
      <ul>
        ${commits.map(
          commit =>
            html`<li>
              <code>${commit.sha.slice(0, 7)}</code> ${commit.message.split(
                '\n',
              )[0]}
            </li>`,
        )}
      </ul>`,
  );
}

async function pullRequestPage(
  repository: Repository,
  pull: PullRequest,
): Promise<string> {
  const name = `${repository.owner}/${repository.name}`;
  const conflicts =
    pull.state === 'open' ? await repository.pulls.conflicts(pull.number) : [];
  const diff = await repository.git.diff(pull.baseSha, pull.headSha);
  return page(
    `#${pull.number} ${pull.title}`,
    html` <p><a href="/${name}">${name}</a></p>
      <h1>${pull.title} <small>#${pull.number}</small></h1>
      <p>
        ${badge(pull)} ${pull.author} wants to merge
        <code>${pull.head}</code> into
        <code>${pull.base}</code> ${pull.labels.map(
          label => html`<span class="label">${label}</span>`,
        )}
      </p>
      ${pull.reviewers.length + pull.teamReviewers.length > 0 &&
      html`<p>
        Reviewers: ${[...pull.reviewers, ...pull.teamReviewers].join(', ')}
      </p>`}
      <section class="body">
        ${raw(markdown.render(withoutComments(pull.body)))}
      </section>
      ${checksOf(pull)} ${actions(name, pull, conflicts)}
      ${pull.comments.map(
        comment =>
          html`<section class="body">
            <b>${comment.author}</b> ${raw(
              markdown.render(withoutComments(comment.body)),
            )}
          </section>`,
      )}
      <h2>Files changed</h2>
      ${raw(
        renderDiff(diff, {
          drawFileList: false,
          matching: 'lines',
          outputFormat: 'line-by-line',
          colorScheme: ColorSchemeType.AUTO,
        }),
      )}`,
  );
}

function actions(name: string, pull: PullRequest, conflicts: string[]): Html {
  if (pull.mergedAt)
    return html`<p role="status">
      Merged by ${pull.mergedBy} at ${pull.mergedAt} as
      <code>${pull.mergeCommit?.slice(0, 7)}</code>.
    </p>`;
  if (pull.state === 'closed')
    return html`<p role="status">Closed without merging.</p>`;
  const failed = pull.checks.some(check => check.conclusion === 'failure');
  const obstacle = failed
    ? 'A check has failed, so this cannot be merged.'
    : conflicts.length > 0 &&
      `This conflicts with ${pull.base} in ${conflicts.join(', ')}.`;
  const form = (action: string, label: string, disabled: boolean) =>
    html`<form method="post" action="/${name}/pull/${pull.number}/${action}">
      <button ${raw(disabled ? 'disabled' : '')}>${label}</button>
    </form>`;
  return html`${obstacle && html`<p role="alert">${obstacle}</p>`}
    <div class="actions">
      ${form('merge', 'Merge pull request', Boolean(obstacle))}${form(
        'close',
        'Close pull request',
        false,
      )}
    </div>`;
}

function checksOf(pull: PullRequest): Html {
  if (pull.checks.length === 0) return html`<p>No checks.</p>`;
  return html`<h2>Checks</h2>
    <ul class="checks">
      ${pull.checks.map(
        check =>
          html`<li>
            ${check.conclusion === 'success' ? '✓ passed' : '✗ failed'}:
            <b>${check.name}</b>
            <pre>${check.summary}</pre>
          </li>`,
      )}
    </ul>`;
}

async function filePage(
  repository: Repository,
  branch: string,
  path: string,
): Promise<string> {
  const entry = await repository.git.entry(branch, path);
  if (!entry) throw new ForgeError(404, `There is no ${path} on ${branch}.`);
  const content =
    entry.type === 'blob'
      ? html`<pre>
${(await repository.git.readBlob(entry.sha)).toString('utf8')}</pre
        >`
      : html`<ul>
          ${(await repository.git.listTree(entry.sha, false)).map(
            item => html`<li>${item.path}</li>`,
          )}
        </ul>`;
  return page(
    path,
    html`<p>
        <a href="/${repository.owner}/${repository.name}"
          >${repository.owner}/${repository.name}</a
        >
      </p>
      <h1>${path}</h1>
      ${content}`,
  );
}

function badge(pull: PullRequest): Html {
  const state = pull.mergedAt ? 'merged' : pull.state;
  return html`<span class="badge ${state}">${state}</span>`;
}

/** Hidden comments carry data for machines; a person does not need to see them. */
function withoutComments(text: string): string {
  return text.replace(/<!--[\s\S]*?-->/g, '');
}
