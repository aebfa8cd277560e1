import {
  FunctionRunnerServiceService,
  RunFunctionRequest,
} from '@crossplane-org/function-sdk-typescript';
import { status, type Client } from '@grpc/grpc-js';
import { service } from 'grpc-health-check';
import { once } from 'node:events';
import { z } from 'zod';
import { claimOf, MINIMAL_SPEC } from '../__testUtils__/claims';
import {
  startBundledFunction,
  startFunction,
  STARTUP_MS,
  stopFunction,
  type RunningFunction,
} from '../__testUtils__/running-function';

const FUNCTION = 'apiextensions.fn.proto.v1.FunctionRunnerService';
const answerSchema = z.object({ status: z.string() });

describe.each([
  ['from its source', startFunction],
  ['as its image runs it', startBundledFunction],
])('health of the function, started %s', (_how, start) => {
  let running: RunningFunction;

  beforeAll(async () => {
    running = await start('--health-address=127.0.0.1:0');
  }, STARTUP_MS);

  afterAll(() => stopFunction(running));

  const callers = () => running.client;
  const probe = (): Client => {
    if (!running.probe) throw new Error('The function has no health port.');
    return running.probe;
  };

  const check = (client: Client, name: string): Promise<string> =>
    new Promise((resolve, reject) =>
      client.makeUnaryRequest(
        service.Check.path,
        service.Check.requestSerialize,
        service.Check.responseDeserialize,
        { service: name },
        (error, answer) =>
          error ? reject(error) : resolve(answerSchema.parse(answer).status),
      ),
    );

  const run = (client: Client): Promise<string> => {
    const { path, requestSerialize, responseDeserialize } =
      FunctionRunnerServiceService.runFunction;
    return new Promise((resolve, reject) =>
      client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        RunFunctionRequest.fromJSON({
          meta: { tag: 'answered' },
          observed: { composite: { resource: claimOf(MINIMAL_SPEC) } },
        }),
        (error, response) =>
          error ? reject(error) : resolve(response?.meta?.tag ?? ''),
      ),
    );
  };

  it.each([
    ['a probe, which asks for the process', probe, ''],
    ['a probe that names the function', probe, FUNCTION],
    ['callers of the function', callers, ''],
    ['callers that name the function', callers, FUNCTION],
  ])('is told to %s', async (_who, client, name) => {
    expect(await check(client(), name)).toBe('SERVING');
  });

  it('knows no other service', async () => {
    await expect(check(probe(), 'another')).rejects.toMatchObject({
      code: status.NOT_FOUND,
    });
  });

  it('gives nobody the function on the port without TLS', async () => {
    expect(await run(callers())).toBe('answered');
    await expect(run(probe())).rejects.toMatchObject({
      code: status.UNIMPLEMENTED,
    });
  });

  it('says that it ends before it does', async () => {
    const watch = probe().makeServerStreamRequest(
      service.Watch.path,
      service.Watch.requestSerialize,
      service.Watch.responseDeserialize,
      { service: FUNCTION },
    );
    const said: string[] = [];
    watch.on('data', answer => said.push(answerSchema.parse(answer).status));
    // It closes the stream, which is an error for who watches.
    const ended = new Promise(resolve => watch.on('error', resolve));
    await once(watch, 'data');
    const exited = once(running.child, 'exit');
    running.child.kill('SIGTERM');
    await ended;
    expect(said).toEqual(['SERVING', 'NOT_SERVING']);
    expect(await exited).toEqual([0, null]);
  });
});
