import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { silentLog } from '../log';
import { startForge, type Forge } from './forge';
import type { RunChecks } from './pull-requests';

const git = promisify(execFile);
const TOKEN = 'the-token';

const refuseBroken: RunChecks = async files =>
  files.map(file => ({
    name: 'manifest',
    conclusion: file.content.includes('broken') ? 'failure' : 'success',
    summary: file.path,
  }));

describe('forge', () => {
  let directory: string;
  let forge: Forge;

  const start = () =>
    startForge({
      port: 0,
      stateDirectory: directory,
      token: TOKEN,
      seeds: [
        { owner: 'acme', name: 'gitops', directory: join(directory, 'seed') },
      ],
      runChecks: refuseBroken,
      log: silentLog,
    });

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'forge-test-'));
    await mkdir(join(directory, 'seed', 'clusters'), { recursive: true });
    await writeFile(join(directory, 'seed', 'clusters', 'a.yaml'), 'a: 1\n');
    forge = await start();
  });

  afterEach(async () => {
    await forge.stop();
    await rm(directory, { recursive: true });
  });

  const call = async (
    method: string,
    path: string,
    body?: unknown,
    token: string | null = TOKEN,
  ) => {
    const response = await fetch(`${forge.url}/api/v3${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(token ? { authorization: `token ${token}` } : {}),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    return {
      status: response.status,
      body: text === '' ? undefined : JSON.parse(text),
    };
  };

  /** The calls that `publish:github:pull-request` makes, in its order. */
  const openPull = async (branch: string, files: Record<string, string>) => {
    const repo = '/repos/acme/gitops';
    const [base] = (await call('GET', `${repo}/commits?sha=main&per_page=1`))
      .body;
    const tree = await Promise.all(
      Object.entries(files).map(async ([path, content]) => {
        const blob = await call('POST', `${repo}/git/blobs`, {
          content: Buffer.from(content).toString('base64'),
          encoding: 'base64',
        });
        return { path, mode: '100644', sha: blob.body.sha };
      }),
    );
    const newTree = await call('POST', `${repo}/git/trees`, {
      base_tree: base.commit.tree.sha,
      tree,
    });
    const commit = await call('POST', `${repo}/git/commits`, {
      message: 'Add',
      tree: newTree.body.sha,
      parents: [base.sha],
    });
    const ref = await call('POST', `${repo}/git/refs`, {
      ref: `refs/heads/${branch}`,
      sha: commit.body.sha,
    });
    expect(ref.status).toBe(201);
    return call('POST', `${repo}/pulls`, {
      title: 'Add a database',
      body: 'text',
      head: `acme:${branch}`,
      base: 'main',
    });
  };

  it('opens a pull request, shows it to a person, merges it and says that main moved', async () => {
    const pushes: string[] = [];
    forge.onPush(push => pushes.push(push.branch));
    const opened = await openPull('dbaas/x', { 'clusters/b.yaml': 'b: 2\n' });
    expect(opened).toMatchObject({
      status: 201,
      body: { number: 1, state: 'open', head: { ref: 'dbaas/x' } },
    });

    const page = await (await fetch(`${forge.url}/acme/gitops/pull/1`)).text();
    expect(page).toContain('Add a database');
    expect(page).toContain('clusters/b.yaml');

    const merged = await fetch(`${forge.url}/acme/gitops/pull/1/merge`, {
      method: 'POST',
      headers: { origin: forge.url },
    });
    expect(merged.status).toBe(200);
    expect(await merged.text()).toContain('Merged by reviewer');
    expect(pushes).toEqual(['dbaas/x', 'main']);
    const content = await call(
      'GET',
      '/repos/acme/gitops/contents/clusters/b.yaml?ref=main',
    );
    expect(Buffer.from(content.body.content, 'base64').toString()).toBe(
      'b: 2\n',
    );
    expect(
      (await call('GET', '/repos/acme/gitops/pulls/1')).body,
    ).toMatchObject({
      merged: true,
      state: 'closed',
      merged_by: { login: 'reviewer' },
    });
  });

  it('keeps repositories and pull requests over a restart', async () => {
    await openPull('dbaas/x', { 'clusters/b.yaml': 'b: 2\n' });
    await forge.stop();
    forge = await start();
    expect((await call('GET', '/repos/acme/gitops/pulls')).body).toMatchObject([
      { number: 1, title: 'Add a database' },
    ]);
  });

  it('refuses to merge while a check fails, and checks again when the branch moves', async () => {
    await openPull('dbaas/x', { 'clusters/b.yaml': 'broken' });
    expect(
      await call('PUT', '/repos/acme/gitops/pulls/1/merge', {}),
    ).toMatchObject({
      status: 405,
      body: { message: 'Required checks have failed: manifest.' },
    });
    const [head] = (await call('GET', '/repos/acme/gitops/commits?sha=dbaas/x'))
      .body;
    const tree = await call('POST', '/repos/acme/gitops/git/trees', {
      base_tree: head.commit.tree.sha,
      tree: [{ path: 'clusters/b.yaml', mode: '100644', content: 'fine\n' }],
    });
    const commit = await call('POST', '/repos/acme/gitops/git/commits', {
      message: 'Repair',
      tree: tree.body.sha,
      parents: [head.sha],
    });
    await call('PATCH', '/repos/acme/gitops/git/refs/heads/dbaas/x', {
      sha: commit.body.sha,
      force: true,
    });
    expect(
      (await call('PUT', '/repos/acme/gitops/pulls/1/merge', {})).status,
    ).toBe(200);
  });

  it('names the file when branches conflict', async () => {
    await openPull('one', { 'clusters/a.yaml': 'a: 2\n' });
    await openPull('two', { 'clusters/a.yaml': 'a: 3\n' });
    expect(
      (await call('PUT', '/repos/acme/gitops/pulls/1/merge', {})).status,
    ).toBe(200);
    expect(
      await call('PUT', '/repos/acme/gitops/pulls/2/merge', {}),
    ).toMatchObject({
      status: 405,
      body: { message: 'The branches conflict in clusters/a.yaml.' },
    });
  });

  it.each([
    ['no token', null, 401],
    ['a wrong token', 'wrong', 401],
    ['the token', TOKEN, 201],
  ])('answers a write with %s', async (_name, token, status) => {
    const answer = await call(
      'POST',
      '/repos/acme/gitops/git/blobs',
      { content: 'x' },
      token,
    );
    expect(answer.status).toBe(status);
  });

  it('refuses a merge that another site sends', async () => {
    await openPull('dbaas/x', { 'clusters/b.yaml': 'b: 2\n' });
    const answer = await fetch(`${forge.url}/acme/gitops/pull/1/merge`, {
      method: 'POST',
      headers: { origin: 'http://evil.example' },
    });
    expect(answer.status).toBe(403);
  });

  it('escapes what it shows', async () => {
    const opened = await openPull('dbaas/x', {
      'clusters/b.yaml': '<script>alert(1)</script>\n',
    });
    await call('PATCH', '/repos/acme/gitops/pulls/1', {
      title: '<img src=x>',
      body: '<b>bold</b> <!-- for machines -->',
    });
    const page = await (await fetch(opened.body.html_url)).text();
    expect(page).not.toContain('<img src=x>');
    expect(page).not.toContain('<script>');
    expect(page).not.toContain('<b>bold</b>');
    expect(page).not.toContain('for machines');
  });

  it('can be cloned by everybody and pushed to with the token', async () => {
    const clone = join(directory, 'clone');
    const withToken = forge.url.replace('http://', `http://x:${TOKEN}@`);
    await git('git', ['clone', '-q', `${withToken}/acme/gitops.git`, clone]);
    expect(await readFile(join(clone, 'clusters', 'a.yaml'), 'utf8')).toBe(
      'a: 1\n',
    );
    await writeFile(join(clone, 'c.yaml'), 'c: 3\n');
    const identity = [
      '-c',
      'user.name=Dev',
      '-c',
      'user.email=dev@example.com',
    ];
    await git('git', ['-C', clone, 'add', '.']);
    await git('git', ['-C', clone, ...identity, 'commit', '-qm', 'Add c']);
    const pushed = new Promise(resolve =>
      forge.onPush(push => resolve(push.branch)),
    );
    await git('git', ['-C', clone, 'push', '-q']);
    expect(await pushed).toBe('main');
    const refused = git(
      'git',
      [
        '-C',
        clone,
        'push',
        `${forge.url.replace('http://', 'http://x:wrong@')}/acme/gitops.git`,
      ],
      {
        env: { ...process.env, GIT_TERMINAL_PROMPT: '0' },
      },
    );
    await expect(refused).rejects.toThrow(
      /Authentication failed|401|could not read/,
    );
  });

  it('answers unknown repositories and routes with 404 in the form of GitHub', async () => {
    expect(await call('GET', '/repos/acme/nothing')).toEqual({
      status: 404,
      body: { message: 'Not Found' },
    });
    expect(await call('GET', '/orgs/acme')).toEqual({
      status: 404,
      body: { message: 'Not Found' },
    });
  });
});
