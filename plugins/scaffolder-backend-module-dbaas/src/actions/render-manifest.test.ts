import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { NotFoundError } from '@backstage/errors';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  AuthorizeResult,
  type DefinitivePolicyDecision,
} from '@backstage/plugin-permission-common';
import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import {
  databaseServiceRequestPermission,
  DEFAULT_PLANS,
  parseRequestMarker,
  type PlacementOffer,
  type Plan,
  type PlanOffer,
} from '@backstage-dbaas/plugin-dbaas-common';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRenderManifestAction } from './render-manifest';

const PATH = 'clusters/platform/databases/team-orders/orders-db.yaml';
const answers = {
  plan: 'small',
  version: '17',
  database: 'orders',
  user: 'orders_app',
};

const TINY: Plan = {
  ...DEFAULT_PLANS[0],
  name: 'tiny',
  title: 'Tiny',
  cpu: '100m',
  memory: '256Mi',
};

/** What the dbaas backend answers about cluster "platform". */
const usualOffers = () => ({
  plans: { source: 'usual', plans: [...DEFAULT_PLANS] } as Partial<PlanOffer>,
  placements: {
    source: 'cluster',
    placements: [
      { name: 'cnpg', regions: [] },
      { name: 'external', regions: [] },
    ],
  } as Partial<PlacementOffer>,
  asked: [] as unknown[],
});

describe('dbaas:manifest:render', () => {
  let offers: ReturnType<typeof usualOffers>;
  let workspacePath: string;
  let filesInGit: string[];
  let decision: DefinitivePolicyDecision['result'];
  let asked: unknown[];

  beforeEach(async () => {
    workspacePath = await mkdtemp(join(tmpdir(), 'render-test-'));
    filesInGit = [];
    decision = AuthorizeResult.ALLOW;
    asked = [];
    offers = usualOffers();
  });
  afterEach(() => rm(workspacePath, { recursive: true }));

  const run = async (
    input: object,
    dbaas: object = {
      gitops: {
        repositories: [{ url: 'https://git.example.com:8443/acme/gitops' }],
      },
    },
  ) => {
    const action = createRenderManifestAction({
      config: mockServices.rootConfig({ data: { dbaas } }),
      catalog: catalogServiceMock({
        entities: [
          {
            apiVersion: 'backstage.io/v1alpha1',
            kind: 'Component',
            metadata: { name: 'orders-api', namespace: 'default' },
          },
        ],
      }),
      dbaas: {
        plans: async options => {
          offers.asked.push(options);
          return [{ cluster: 'platform', plans: [], ...offers.plans }];
        },
        placements: async options => {
          offers.asked.push(options);
          return [
            { cluster: 'platform', placements: [], ...offers.placements },
          ];
        },
      },
      permissions: mockServices.permissions.mock({
        authorize: async (queries, options) => {
          asked.push({ queries, options });
          return queries.map(() => ({ result: decision }));
        },
      }),
      reader: mockServices.urlReader.mock({
        readUrl: async url => {
          if (filesInGit.some(path => url.endsWith(path)))
            return { buffer: async () => Buffer.from('') };
          throw new NotFoundError(url);
        },
      }),
    });
    const output: Record<string, unknown> = {};
    const context = createMockActionContext({
      workspacePath,
      input: {
        namespace: 'team-orders',
        name: 'orders-db',
        entityRef: 'component:orders-api',
        requestedBy: 'user:default/olivia',
        request: answers,
        ...input,
      },
    });
    await action.handler({
      ...context,
      getInitiatorCredentials: async () =>
        mockCredentials.user('user:default/olivia'),
      output: (name: string, value: unknown) => (output[name] = value),
    } as never);
    return output;
  };

  it('asks whether the person who started it may request databases', async () => {
    await run({});
    expect(asked).toEqual([
      {
        queries: [{ permission: databaseServiceRequestPermission }],
        options: { credentials: mockCredentials.user('user:default/olivia') },
      },
    ]);
  });

  it('does nothing for those who may not', async () => {
    decision = AuthorizeResult.DENY;
    await expect(run({})).rejects.toThrow(
      'You are not allowed to request database services (permission dbaas.service.request)',
    );
    expect(await readdir(workspacePath)).toEqual([]);
  });

  it('writes the claim where Git wants it and describes the pull request', async () => {
    const output = await run({ purpose: 'Keeps orders' });
    expect(await readFile(join(workspacePath, PATH), 'utf8')).toBe(
      output.manifest,
    );
    expect(output.manifest).toContain(
      'dbaas.dev/entity: default.component.orders-api',
    );
    expect(output).toMatchObject({
      path: PATH,
      repoUrl: 'git.example.com:8443?owner=acme&repo=gitops',
      branchName: 'dbaas/team-orders/orders-db/create',
    });
    expect(parseRequestMarker(String(output.description))).toEqual({
      cluster: 'platform',
      namespace: 'team-orders',
      name: 'orders-db',
      operation: 'create',
      entity: 'component:default/orders-api',
    });
  });

  it('takes a whole spec instead of the answers of the form', async () => {
    const spec = {
      version: '18',
      placement: 'cnpg',
      plan: 'large',
      databases: [{ name: 'a' }, { name: 'b' }],
    };
    const output = await run({ request: undefined, spec });
    expect(output.manifest).toContain('plan: large');
  });

  it('warns reviewers of SQL that loses data', async () => {
    const output = await run({
      request: { ...answers, sql: 'DROP TABLE old;' },
    });
    expect(output.description).toContain('DROP TABLE old');
  });

  it.each([
    ['an invalid name', { name: 'Orders!' }, /metadata\.name: Use lower-case/],
    [
      'an unknown plan',
      { request: { ...answers, plan: 'giant' } },
      /There is no plan "giant"\. Choose one of: small, medium, large/,
    ],
    [
      'a storage size that is no number',
      { request: { ...answers, storageGB: 'much' } },
      /storageGB: The storage size must be a whole number/,
    ],
    [
      'SQL that does not parse',
      { request: { ...answers, sql: 'CREATE TABEL a ();' } },
      /schema of database "orders" is not valid SQL: line 1, column 8/,
    ],
    [
      'an entity that is not there',
      { entityRef: 'component:default/nobody' },
      /There is no component:default\/nobody/,
    ],
    [
      'neither spec nor request',
      { request: undefined },
      /either "spec" or "request"/,
    ],
    [
      'a path that leaves the workspace',
      { namespace: '../../..' },
      /metadata\.namespace/,
    ],
  ])('refuses %s and writes nothing', async (_what, input, message) => {
    await expect(run(input)).rejects.toThrow(message);
    expect(await readdir(workspacePath)).toEqual([]);
  });

  it('does not replace a claim that is in Git already, unless asked to change it', async () => {
    filesInGit = [PATH];
    await expect(run({})).rejects.toThrow(
      'There is already a database service "orders-db"',
    );
    await expect(run({ operation: 'change' })).resolves.toMatchObject({
      branchName: 'dbaas/team-orders/orders-db/change',
    });
  });

  it.each([
    [{}, /No GitOps repository is configured/],
    [
      { gitops: { repositories: [{ url: 'https://git.example.com/acme' }] } },
      /must have the form/,
    ],
  ])('says what the configuration %j lacks', async (dbaas, message) => {
    await expect(run({}, dbaas)).rejects.toThrow(message);
  });

  it('describes the plan that the platform makes the server by', async () => {
    offers.plans = { source: 'cluster', plans: [TINY] };
    const output = await run({ request: { ...answers, plan: 'tiny' } });
    expect(output.description).toContain('Tiny: 100m CPU, 256Mi memory');
  });

  it('asks what is on offer on behalf of the person who started it', async () => {
    await run({});
    const credentials = mockCredentials.user('user:default/olivia');
    expect(offers.asked).toEqual([{ credentials }, { credentials }]);
  });

  it('writes a claim for an existing server, which has no plan', async () => {
    offers.plans = { problem: 'Nobody may read them.' };
    const { plan: _none, ...existing } = answers;
    const output = await run({
      request: {
        ...existing,
        placement: 'external',
        externalSecret: 'pg-admin',
        externalHost: '',
      },
    });
    expect(output.manifest).toContain('name: pg-admin');
    expect(output.description).toContain('existing, from Secret `pg-admin`');
  });

  it.each<[string, Partial<typeof offers>, object, RegExp]>([
    [
      'a placement that is not offered',
      {},
      { placement: 'aws' },
      /spec\.placement: The platform is not set up for placement "aws"\. Choose one of: cnpg, external\./,
    ],
    [
      'plans that are not known',
      { plans: { problem: 'Nobody may read them.' } },
      {},
      /The plans on offer in cluster "platform" are not known\. Nobody may read them\./,
    ],
    [
      'placements that are not known',
      { placements: { problem: 'There is no Composition.' } },
      {},
      /The placements on offer in cluster "platform" are not known\. There is no Composition\./,
    ],
  ])('refuses %s', async (_what, offered, change, message) => {
    Object.assign(offers, offered);
    await expect(run({ request: { ...answers, ...change } })).rejects.toThrow(
      message,
    );
  });

  it('refuses a cluster where nothing can be asked for', async () => {
    await expect(run({ cluster: 'apps' })).rejects.toThrow(
      'Backstage reads no cluster of this name where databases can be asked for.',
    );
  });

  it('lets a database be changed whose placement is offered no more', async () => {
    offers.placements = { source: 'configuration', placements: [] };
    await expect(run({ operation: 'change' })).resolves.toMatchObject({
      branchName: 'dbaas/team-orders/orders-db/change',
    });
    await expect(
      run({ operation: 'change', request: { ...answers, plan: 'giant' } }),
    ).rejects.toThrow('There is no plan "giant"');
  });
});
