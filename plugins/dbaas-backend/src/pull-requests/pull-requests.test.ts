import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { eventually } from '../__testUtils__/eventually';
import { pull, TestForge } from '../__testUtils__/test-forge';
import { configuredRepositories } from './configured-repositories';
import { PullRequests } from './pull-requests';

const service = {
  cluster: 'platform',
  namespace: 'team-orders',
  name: 'orders-db',
};

describe('PullRequests', () => {
  const forge = new TestForge();
  const onChange = jest.fn();
  let pullRequests: PullRequests;

  beforeAll(() => forge.start());
  afterAll(() => forge.stop());
  beforeEach(() => {
    Object.assign(forge, {
      pulls: [],
      runs: [],
      failWith: undefined,
      pageSize: 100,
    });
    forge.seen.length = 0;
    onChange.mockReset();
    pullRequests = new PullRequests({
      repositories: configuredRepositories(new ConfigReader(forge.config())),
      logger: mockServices.logger.mock(),
    });
  });
  afterEach(() => pullRequests.stop());

  it('recognises our requests by their mark and tells how review stands', async () => {
    forge.pulls = [
      pull(1),
      pull(2, { body: 'Something else' }),
      pull(3, { body: null }),
    ];
    forge.runs = [
      { status: 'completed', conclusion: 'success' },
      { status: 'completed', conclusion: 'skipped' },
      { status: 'completed', conclusion: 'failure' },
      { status: 'in_progress', conclusion: null },
    ];
    pullRequests.start(onChange);
    await eventually(() =>
      expect(pullRequests.all()).toEqual([
        {
          service,
          entityRef: 'component:default/orders-api',
          request: {
            number: 1,
            title: 'Create orders-db',
            url: 'https://git.example.org/acme/gitops/pull/1',
            state: 'open',
            operation: 'create',
            author: 'olivia',
            reviewers: ['rob', 'dba-team'],
            checks: { passed: 2, failed: 1, pending: 1 },
            createdAt: '2026-11-25T12:00:00Z',
            mergedAt: undefined,
            mergeCommit: undefined,
          },
        },
      ]),
    );
    expect(forge.seen[0].authorization).toBe('Bearer forge-token');
    expect(forge.seen[0].path).toMatch(
      /^\/api\/v3\/repos\/acme\/gitops\/pulls/,
    );
  });

  it('follows a request from open to merged, and tells each change once', async () => {
    forge.pulls = [pull(1)];
    pullRequests.start(onChange);
    await eventually(() => expect(onChange).toHaveBeenCalledWith([service]));
    onChange.mockClear();
    forge.pulls = [
      pull(1, {
        state: 'closed',
        merged_at: '2026-11-25T12:05:00Z',
        merge_commit_sha: 'c0ffee',
      }),
    ];
    await eventually(() =>
      expect(pullRequests.of(service)).toMatchObject([
        {
          state: 'merged',
          mergedAt: '2026-11-25T12:05:00Z',
          mergeCommit: 'c0ffee',
        },
      ]),
    );
    const polls = forge.seen.length;
    await eventually(() =>
      expect(forge.seen.length).toBeGreaterThan(polls + 6),
    );
    expect(onChange).toHaveBeenCalledTimes(1);
  });

  it('tells a request that was closed without a merge', async () => {
    forge.pulls = [pull(1, { state: 'closed' })];
    pullRequests.start(onChange);
    await eventually(() =>
      expect(pullRequests.of(service)).toMatchObject([{ state: 'closed' }]),
    );
    expect(pullRequests.of(service)[0].mergeCommit).toBeUndefined();
  });

  it('asks conditionally, so that an unchanged answer costs nothing', async () => {
    forge.pulls = [pull(1)];
    pullRequests.start(onChange);
    await eventually(() => expect(forge.seen.length).toBeGreaterThan(9));
    const answered = forge.seen.map(one => one.answered);
    expect(answered.slice(0, 3)).toEqual([200, 200, 200]);
    expect(new Set(answered.slice(3))).toEqual(new Set([304]));
    expect(pullRequests.of(service)).toHaveLength(1);
  });

  it('reads all pages of open requests', async () => {
    forge.pageSize = 2;
    forge.pulls = [pull(1), pull(2), pull(3), pull(4), pull(5)];
    pullRequests.start(onChange);
    await eventually(() => expect(pullRequests.all()).toHaveLength(5));
  });

  it('keeps what it knows and says so when the forge cannot be read', async () => {
    forge.pulls = [pull(1)];
    pullRequests.start(onChange);
    await eventually(() => expect(pullRequests.all()).toHaveLength(1));
    forge.failWith = 403;
    await eventually(() =>
      expect(pullRequests.unreadable()).toEqual([
        expect.objectContaining({
          verb: 'list',
          resource: 'pull requests of acme/gitops',
          problem: 'forbidden',
        }),
      ]),
    );
    expect(pullRequests.all()).toHaveLength(1);
    forge.failWith = undefined;
    await eventually(() => expect(pullRequests.unreadable()).toEqual([]));
  });
});

describe('configuredRepositories', () => {
  it.each([
    [
      'https://elsewhere.example.org/acme/gitops',
      'no entry in integrations.github',
    ],
    ['https://github.com/acme', 'not the address of a repository'],
  ])('refuses %s', (url, message) => {
    const config = new ConfigReader({
      dbaas: { gitops: { repositories: [{ url }] } },
    });
    expect(() => configuredRepositories(config)).toThrow(message);
  });
});
