import {
  Server,
  ServerCredentials,
  type sendUnaryData,
  type ServerUnaryCall,
} from '@grpc/grpc-js';
import { answerCall } from './answer-call';
import { Health } from './health';
import { listen } from './listen';
import { loadSdk } from './sdk';
import {
  serviceWithOwnCodec,
  type FunctionAnswer,
  type FunctionCall,
} from './wire/run-function-codec';

/** A claim with many parts, each with its status, outgrows the 4 MiB of gRPC. */
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
const SHUTDOWN_MS = 5_000;

/** How the function is served. */
export interface FunctionServerOptions {
  /** `host:port` */
  address: string;
  credentials: ServerCredentials;
  /** `host:port` for health without TLS; it is served on `address` in any case. */
  healthAddress?: string;
  /** Is told of failures. It never gets to see a request. */
  onError: (error: unknown) => void;
}

/** A running function. */
export interface FunctionServer {
  port: number;
  healthPort?: number;
  /** Ends when the calls in flight have been answered, or after a while. */
  stop(): Promise<void>;
}

/** Serves the function over gRPC, as Crossplane calls it. */
export async function startFunctionServer(
  options: FunctionServerOptions,
): Promise<FunctionServer> {
  const sdk = await loadSdk();
  const server = new Server({
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
  });
  server.addService(serviceWithOwnCodec(sdk), {
    runFunction: (
      { request }: ServerUnaryCall<FunctionCall, FunctionAnswer>,
      respond: sendUnaryData<FunctionAnswer>,
    ) => respond(null, answerCall(sdk, request, options.onError)),
  });
  const health = new Health(
    serviceOf(sdk.FunctionRunnerServiceService.runFunction.path),
  );
  health.addTo(server);
  const port = await listen(server, options.address, options.credentials);
  const healthPort =
    options.healthAddress === undefined
      ? undefined
      : await health.listenOn(options.healthAddress);
  health.report('SERVING');
  return { port, healthPort, stop: () => shutDown(server, health) };
}

/** `/package.Service/Method` -> `package.Service` */
const serviceOf = (path: string) => path.split('/')[1];

/** Who asks is told first, so that calls go to another replica meanwhile. */
async function shutDown(server: Server, health: Health): Promise<void> {
  health.report('NOT_SERVING');
  await new Promise<void>(resolve => {
    const force = setTimeout(() => {
      server.forceShutdown();
      resolve();
    }, SHUTDOWN_MS);
    server.tryShutdown(() => {
      clearTimeout(force);
      resolve();
    });
  });
  health.close();
}
