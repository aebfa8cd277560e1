import {
  FunctionRunnerServiceService,
  Ready,
  RunFunctionRequest,
  Severity,
  Status,
  type RunFunctionResponse,
} from '@crossplane-org/function-sdk-typescript';
import { DEFAULT_PLANS } from '@backstage-dbaas/plugin-dbaas-common';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { sharedPlans } from '../__testUtils__/shared-plans';
import { secretData } from '../resources/kubernetes-secret';
import { claimOf, FULL_SPEC, MINIMAL_SPEC } from '../__testUtils__/claims';
import {
  startFunction,
  STARTUP_MS,
  stopFunction,
  type RunningFunction,
} from '../__testUtils__/running-function';

/** What Crossplane answers when it is asked for the plans. */
const PLANS = {
  plans: {
    items: [...sharedPlans(DEFAULT_PLANS).values()]
      .flat()
      .map(resource => ({ resource })),
  },
};

describe('the function over gRPC', () => {
  let running: RunningFunction;

  beforeAll(async () => {
    running = await startFunction();
  }, STARTUP_MS);

  afterAll(() => stopFunction(running));

  const { path, requestSerialize, responseDeserialize } =
    FunctionRunnerServiceService.runFunction;

  const call = ({
    requiredResources,
    ...request
  }: {
    requiredResources?: object;
    [field: string]: unknown;
  }): Promise<RunFunctionResponse> =>
    new Promise((resolve, reject) =>
      running.client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        RunFunctionRequest.fromJSON({
          ...request,
          requiredResources: { ...PLANS, ...requiredResources },
        }),
        (error, response) =>
          response
            ? resolve(response)
            : reject(error ?? new Error('No answer.')),
      ),
    );

  it('answers a new claim with a server and what it needs to read', async () => {
    const response = await call({
      meta: { tag: 'tag-1' },
      observed: { composite: { resource: claimOf(FULL_SPEC) } },
    });
    expect(response.meta).toMatchObject({ tag: 'tag-1', ttl: { seconds: 10 } });
    expect(Object.keys(response.desired?.resources ?? {})).toEqual([
      'server',
      'password-generator',
      'protection/claim',
    ]);
    expect(response.desired?.resources.server).toMatchObject({
      ready: Ready.READY_FALSE,
      resource: { kind: 'Cluster', spec: { instances: 1 } },
    });
    expect(response.desired?.composite).toMatchObject({
      ready: Ready.READY_FALSE,
      resource: {
        kind: 'ManagedDatabase',
        status: { phase: 'Creating', storageGB: 10 },
      },
    });
    expect(response.requirements?.resources).toMatchObject({
      'server-administrator': {
        kind: 'Secret',
        matchName: 'orders-db-superuser',
        namespace: 'team-orders',
      },
    });
    expect(response.conditions).toContainEqual(
      expect.objectContaining({
        type: 'ServerReady',
        status: Status.STATUS_CONDITION_FALSE,
        reason: 'Waiting',
      }),
    );
  });

  it('reads required resources, observed resources and connection details', async () => {
    const answerTo = (resources: object) =>
      call({
        observed: { composite: { resource: claimOf(FULL_SPEC) }, resources },
        requiredResources: {
          'server-administrator': {
            items: [
              {
                resource: {
                  apiVersion: 'v1',
                  kind: 'Secret',
                  metadata: { name: 'orders-db-superuser' },
                  data: secretData({
                    username: 'postgres',
                    password: 'Sup3r-secret',
                    host: '127.0.0.1',
                    port: '18120',
                  }),
                },
              },
            ],
          },
          'server-authority': {
            items: [
              {
                resource: {
                  apiVersion: 'v1',
                  kind: 'Secret',
                  metadata: { name: 'orders-db-ca' },
                  data: secretData({ 'ca.crt': 'PEM' }),
                },
              },
            ],
          },
        },
      });
    const user = {
      resource: {
        apiVersion: 'postgresql.sql.m.crossplane.io/v1alpha1',
        kind: 'Role',
        metadata: { name: 'user' },
      },
      connectionDetails: secretData({ username: 'orders-app', password: 'pw' }),
    };
    const response = await answerTo({ 'user/orders-app': user });
    expect(
      response.desired?.resources['credentials/orders-app/orders'].resource,
    ).toMatchObject({
      data: secretData({ host: '127.0.0.1', port: '18120', password: 'pw' }),
    });
  });

  it('keeps what functions before it asked for', async () => {
    const response = await call({
      observed: { composite: { resource: claimOf(MINIMAL_SPEC) } },
      desired: {
        resources: {
          other: { resource: { apiVersion: 'v1', kind: 'ConfigMap' } },
        },
      },
    });
    expect(Object.keys(response.desired?.resources ?? {})).toContain('other');
  });

  it('takes its settings from the input', async () => {
    const response = await call({
      observed: {
        composite: { resource: claimOf(MINIMAL_SPEC) },
      },
      input: {
        apiVersion: 'dbaas.dev/v1alpha1',
        kind: 'CompositionSettings',
        cnpg: { storageClass: 'fast' },
      },
    });
    expect(response.desired?.resources.server.resource).toMatchObject({
      spec: { storage: { storageClass: 'fast' } },
    });
  });

  it.each([
    [
      'a claim that cannot be built',
      {
        observed: {
          composite: {
            resource: claimOf({ ...MINIMAL_SPEC, plan: 'gigantic' }),
          },
        },
      },
      /^The request cannot be built\. spec\.plan: There is no plan "gigantic"\./,
    ],
    [
      'settings that are not valid',
      {
        observed: { composite: { resource: claimOf(MINIMAL_SPEC) } },
        input: {
          apiVersion: 'dbaas.dev/v1alpha1',
          kind: 'CompositionSettings',
          storre: {},
        },
      },
      /The input of the pipeline step is not valid.*storre/s,
    ],
    ['no claim', {}, /The composition function failed/],
  ])('answers %s with a fatal result', async (_what, request, message) => {
    const response = await call(request);
    expect(response.results).toEqual([
      expect.objectContaining({
        severity: Severity.SEVERITY_FATAL,
        message: expect.stringMatching(message),
      }),
    ]);
    expect(response.desired?.resources ?? {}).toEqual({});
  });

  it('accepts requests above the 4 MiB that gRPC allows by default', async () => {
    const padding = 'x'.repeat(6 * 1024 * 1024);
    const response = await call({
      observed: {
        composite: {
          resource: { ...claimOf(MINIMAL_SPEC), status: { padding } },
        },
      },
    });
    expect(Object.keys(response.desired?.resources ?? {})).toContain('server');
  });

  it('has written no part of a request', () => {
    expect(running.output.join('\n')).not.toMatch(/Sup3r-secret|pw|orders-app/);
  });

  it.each<[string, (child: ChildProcess) => void]>([
    ['on SIGTERM', child => child.kill('SIGTERM')],
    ['when its standard input ends', child => child.stdin?.end()],
  ])(
    'ends %s',
    async (_what, end) => {
      const other = await startFunction();
      other.client.close();
      const exited = once(other.child, 'exit');
      end(other.child);
      expect(await exited).toEqual([0, null]);
    },
    STARTUP_MS,
  );
});
