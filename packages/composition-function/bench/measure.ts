import { ASKED_AT } from '../src/__testUtils__/simulated-platform';
import type { LargeClaim } from '../src/__testUtils__/large-claims';
import { answerCall } from '../src/grpc/answer-call';
import type { Sdk } from '../src/grpc/sdk';
import {
  readRunFunctionRequest,
  writeRunFunctionResponse,
} from '../src/grpc/wire/run-function-codec';
import { requestsFor, type Requests } from './requests';

/** How long calls for one claim took: medians in milliseconds. */
export interface Measured {
  described: string;
  resources: number;
  requestBytes: number;
  responseBytes: number;
  /** The SDK alone, for the same messages. */
  codecOfSdk: number;
  calls: { what: keyof Requests; median: number; goal?: number }[];
}

const WARM_UP = 15;

/** Measures calls for a large claim, as the server answers them but for the network. */
export function measure(
  sdk: Sdk,
  { described, claim, goal }: LargeClaim,
  calls: number,
): Measured {
  const requests = requestsFor(sdk, claim, calls + WARM_UP);
  const [request] = requests.unchanged;
  const response = answer(sdk, request);
  const decoded = sdk.RunFunctionResponse.decode(response);
  const refusal = decoded.results.find(
    ({ severity }) => severity === sdk.Severity.SEVERITY_FATAL,
  );
  if (refusal) throw new Error(`${described}: ${refusal.message}`);
  const medianOf = (what: keyof Requests) =>
    median(times(requests[what], one => answer(sdk, one)));
  return {
    described,
    resources: Object.keys(decoded.desired?.resources ?? {}).length,
    requestBytes: request.length,
    responseBytes: response.length,
    codecOfSdk: median(
      times(requests.unchanged, one => {
        sdk.RunFunctionRequest.decode(one);
        sdk.RunFunctionResponse.encode(decoded).finish();
      }),
    ),
    calls: [
      { what: 'first', median: medianOf('first') },
      { what: 'changed', median: medianOf('changed'), goal },
      { what: 'unchanged', median: medianOf('unchanged'), goal },
    ],
  };
}

function answer(sdk: Sdk, request: Buffer): Buffer {
  const call = readRunFunctionRequest(sdk, request);
  const fail = (error: unknown) => {
    throw error;
  };
  return writeRunFunctionResponse(sdk, answerCall(sdk, call, fail, ASKED_AT));
}

/** Of each request but the first ones, during which Node compiles. */
function times(
  requests: readonly Buffer[],
  work: (request: Buffer) => unknown,
): number[] {
  return requests
    .map(request => {
      const startedAt = performance.now();
      work(request);
      return performance.now() - startedAt;
    })
    .slice(WARM_UP);
}

function median(values: number[]): number {
  return values.sort((one, other) => one - other)[
    Math.floor(values.length / 2)
  ];
}
