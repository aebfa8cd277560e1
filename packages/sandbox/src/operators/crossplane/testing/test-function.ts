import type {
  RunFunctionRequest,
  RunFunctionResponse,
} from '@crossplane-org/function-sdk-typescript';
import {
  Server,
  ServerCredentials,
  type sendUnaryData,
  type ServerUnaryCall,
} from '@grpc/grpc-js';
import { loadSdk } from '../functions/function-client';

/** Answers a request; both in the JSON form of their messages. */
export type Handler = (request: RunFunctionRequest) => object;

/** A composition function of a test, over real gRPC. */
export interface TestFunction {
  address: string;
  /** Replaces what it answers. */
  answer(handler: Handler): void;
  requests: RunFunctionRequest[];
  stop(): void;
}

export async function startTestFunction(): Promise<TestFunction> {
  const sdk = await loadSdk();
  const requests: RunFunctionRequest[] = [];
  let handler: Handler = () => ({});
  const server = new Server();
  server.addService(sdk.FunctionRunnerServiceService, {
    runFunction: (
      { request }: ServerUnaryCall<RunFunctionRequest, RunFunctionResponse>,
      respond: sendUnaryData<RunFunctionResponse>,
    ) => {
      requests.push(request);
      respond(null, sdk.RunFunctionResponse.fromJSON(handler(request)));
    },
  });
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync(
      '127.0.0.1:0',
      ServerCredentials.createInsecure(),
      (error, bound) => (error ? reject(error) : resolve(bound)),
    ),
  );
  return {
    address: `127.0.0.1:${port}`,
    answer: next => {
      handler = next;
    },
    requests,
    stop: () => server.forceShutdown(),
  };
}
