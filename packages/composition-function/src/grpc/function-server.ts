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
import { compose } from '../compose';
import { readRequest } from './function-request';
import {
  fatalResponse,
  responseOf,
  type ResponseJson,
} from './function-response';

/** A claim with many parts, each with its status, outgrows the 4 MiB of gRPC. */
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
const SHUTDOWN_MS = 5_000;

/** How the function is served. */
export interface FunctionServerOptions {
  /** `host:port` */
  address: string;
  credentials: ServerCredentials;
  /** Is told of failures. It never gets to see a request. */
  onError: (error: unknown) => void;
}

/** A running function. */
export interface FunctionServer {
  port: number;
  /** Ends when the calls in flight have been answered, or after a while. */
  stop(): Promise<void>;
}

/** The SDK is published as ES module only; this is the one place that loads it. */
const loadSdk = () => import('@crossplane-org/function-sdk-typescript');
type Sdk = Awaited<ReturnType<typeof loadSdk>>;

/** Serves the function over gRPC, as Crossplane calls it. */
export async function startFunctionServer(
  options: FunctionServerOptions,
): Promise<FunctionServer> {
  const sdk = await loadSdk();
  const server = new Server({
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
  });
  server.addService(sdk.FunctionRunnerServiceService, {
    runFunction: (
      { request }: ServerUnaryCall<RunFunctionRequest, RunFunctionResponse>,
      respond: sendUnaryData<RunFunctionResponse>,
    ) => respond(null, runFunction(sdk, request, options.onError)),
  });
  const port = await listen(server, options);
  return { port, stop: () => shutDown(server) };
}

function runFunction(
  sdk: Sdk,
  request: RunFunctionRequest,
  onError: (error: unknown) => void,
): RunFunctionResponse {
  try {
    return toResponse(
      sdk,
      request,
      responseOf(compose(readRequest(request, new Date()))),
    );
  } catch (error) {
    onError(error);
    const reason = error instanceof Error ? error.message : String(error);
    return toResponse(
      sdk,
      request,
      fatalResponse(`The composition function failed: ${reason}`),
    );
  }
}

/** What functions before this one asked for stays asked for. */
function toResponse(
  sdk: Sdk,
  request: RunFunctionRequest,
  json: ResponseJson,
): RunFunctionResponse {
  const ours = sdk.RunFunctionResponse.fromJSON(json);
  const response = sdk.to(request, { seconds: json.ttlSeconds, nanos: 0 });
  return {
    ...response,
    desired: {
      composite: ours.desired?.composite ?? response.desired?.composite,
      resources: {
        ...response.desired?.resources,
        ...ours.desired?.resources,
      },
    },
    results: ours.results,
    conditions: ours.conditions,
    requirements: ours.requirements,
  };
}

function listen(
  server: Server,
  { address, credentials }: FunctionServerOptions,
): Promise<number> {
  return new Promise((resolve, reject) =>
    server.bindAsync(address, credentials, (error, port) =>
      error ? reject(error) : resolve(port),
    ),
  );
}

function shutDown(server: Server): Promise<void> {
  return new Promise(resolve => {
    const force = setTimeout(() => {
      server.forceShutdown();
      resolve();
    }, SHUTDOWN_MS);
    server.tryShutdown(() => {
      clearTimeout(force);
      resolve();
    });
  });
}
