import type {
  RunFunctionRequest,
  RunFunctionResponse,
} from '@crossplane-org/function-sdk-typescript';
import { Client, credentials, status, type ServiceError } from '@grpc/grpc-js';
import { createHash } from 'node:crypto';
import {
  functionResponseSchema,
  type FunctionRequest,
  type FunctionResponse,
} from './function-protocol';

/** Observed state holds the status of every composed resource and outgrows the 4 MiB of gRPC. */
const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
/** A function has this long to answer. */
const TIMEOUT_MS = 20_000;
/** A function that comes back is called again soon. */
const RECONNECT_MS = { first: 100, longest: 1_000 };

/** The SDK is published as ES module only; this is the one place that loads it. */
export const loadSdk = () => import('@crossplane-org/function-sdk-typescript');
type Sdk = Awaited<ReturnType<typeof loadSdk>>;

/**
 * Calls composition functions over gRPC, as Crossplane does
 * (`apiextensions.fn.proto.v1.FunctionRunnerService/RunFunction`), in plain text on
 * loopback. Requests hold credentials and are never logged.
 */
export class FunctionClient {
  readonly #sdk: Sdk;
  readonly #connections = new Map<string, Client>();

  private constructor(sdk: Sdk) {
    this.#sdk = sdk;
  }

  static async load(): Promise<FunctionClient> {
    return new FunctionClient(await loadSdk());
  }

  /** Calls the function at an address, `host:port`. */
  async runFunction(
    address: string,
    request: FunctionRequest,
  ): Promise<FunctionResponse> {
    const response = await this.#call(address, this.#encode(request));
    return functionResponseSchema.parse(
      this.#sdk.RunFunctionResponse.toJSON(response),
    );
  }

  close(): void {
    this.#connections.forEach(connection => connection.close());
    this.#connections.clear();
  }

  #call(
    address: string,
    request: RunFunctionRequest,
  ): Promise<RunFunctionResponse> {
    const { path, requestSerialize, responseDeserialize } =
      this.#sdk.FunctionRunnerServiceService.runFunction;
    return new Promise((resolve, reject) => {
      this.#connect(address).makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        request,
        { deadline: Date.now() + TIMEOUT_MS },
        (error, response) => {
          if (error) reject(asRpcError(error));
          else if (response) resolve(response);
          else reject(new Error('the function gave no answer'));
        },
      );
    });
  }

  #connect(address: string): Client {
    const known = this.#connections.get(address);
    if (known) return known;
    const connection = new Client(address, credentials.createInsecure(), {
      'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
      'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
      'grpc.initial_reconnect_backoff_ms': RECONNECT_MS.first,
      'grpc.max_reconnect_backoff_ms': RECONNECT_MS.longest,
    });
    this.#connections.set(address, connection);
    return connection;
  }

  #encode(request: FunctionRequest): RunFunctionRequest {
    const { Capability, RunFunctionRequest: message } = this.#sdk;
    const encoded = message.fromPartial({
      observed: {
        composite: { resource: request.observed.composite },
        resources: mapValues(
          request.observed.resources,
          ({ object, connectionDetails }) => ({
            resource: object,
            connectionDetails,
          }),
        ),
      },
      desired: message.fromJSON({ desired: request.desired }).desired,
      input: request.input,
      context: request.context,
      credentials: mapValues(request.credentials, data => ({
        credentialData: { data },
      })),
      requiredResources: mapValues(request.requiredResources, asResources),
      extraResources: mapValues(request.extraResources, asResources),
    });
    // Equal requests have equal tags; encoding the message twice would cost more.
    const tag = createHash('sha256')
      .update(JSON.stringify(request))
      .digest('hex');
    return {
      ...encoded,
      meta: {
        tag,
        capabilities: [
          Capability.CAPABILITY_CAPABILITIES,
          Capability.CAPABILITY_REQUIRED_RESOURCES,
          Capability.CAPABILITY_CREDENTIALS,
          Capability.CAPABILITY_CONDITIONS,
        ],
      },
    };
  }
}

function asResources(objects: FunctionRequest['requiredResources'][string]) {
  return { items: objects.map(resource => ({ resource })) };
}

function mapValues<From, To>(
  record: Record<string, From>,
  change: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => [key, change(value)]),
  );
}

/** The error as Go's gRPC writes it, which is how Crossplane shows it. */
function asRpcError({ code, details }: ServiceError): Error {
  const name = status[code]
    .split('_')
    .map(word => word[0] + word.slice(1).toLowerCase())
    .join('');
  return new Error(`rpc error: code = ${name} desc = ${details}`);
}
