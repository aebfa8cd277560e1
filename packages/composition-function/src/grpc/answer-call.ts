import type { Resource } from '@crossplane-org/function-sdk-typescript';
import { readRequest } from './function-request';
import {
  fatalResponse,
  type DesiredObject,
  type ResponseParts,
} from './function-response';
import { respond } from './respond';
import type { Sdk } from './sdk';
import type { FunctionAnswer, FunctionCall } from './wire/run-function-codec';

/** Answers one call. What goes wrong is in the answer, so that Crossplane changes nothing. */
export function answerCall(
  sdk: Sdk,
  request: FunctionCall,
  onError: (error: unknown) => void,
  now = new Date(),
): FunctionAnswer {
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
  request: FunctionCall,
  { desired, ...others }: ResponseParts,
): FunctionAnswer {
  const ours = sdk.RunFunctionResponse.fromJSON(others);
  const { desired: former, ...response } = sdk.to(
    { ...request, observed: undefined },
    { seconds: others.ttlSeconds, nanos: 0 },
  );
  const resources = new Map(Object.entries(former?.resources ?? {}));
  for (const [name, one] of desired?.resources ?? [])
    resources.set(name, toResource(sdk, one));
  return {
    ...response,
    desired: {
      composite: desired
        ? toResource(sdk, desired.composite)
        : former?.composite,
      resources,
    },
    results: ours.results,
    conditions: ours.conditions,
    requirements: ours.requirements,
  };
}

function toResource(
  { Ready }: Sdk,
  { object, ready }: DesiredObject,
): Resource {
  return {
    resource: object,
    connectionDetails: {},
    ready: ready ? Ready.READY_TRUE : Ready.READY_FALSE,
  };
}
