import type {
  RunFunctionRequest,
  RunFunctionResponse,
} from '@crossplane-org/function-sdk-typescript';
import { readRequest } from './function-request';
import { fatalResponse, type ResponseJson } from './function-response';
import { respond } from './respond';
import type { Sdk } from './sdk';

/** Answers one call. What goes wrong is in the answer, so that Crossplane changes nothing. */
export function answerCall(
  sdk: Sdk,
  request: RunFunctionRequest,
  onError: (error: unknown) => void,
  now = new Date(),
): RunFunctionResponse {
  try {
    return toResponse(sdk, request, respond(readRequest(request, now)));
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
