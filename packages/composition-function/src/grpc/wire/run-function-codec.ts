import type {
  RunFunctionRequest,
  RunFunctionResponse,
} from '@crossplane-org/function-sdk-typescript';
import type { Sdk } from '../sdk';
import { readState, writeState, type State } from './state-codec';
import { WireReader } from './wire-reader';
import { WireWriter } from './wire-writer';

const OBSERVED = 18;
const DESIRED = 18;

/** Bytes that a desired resource takes. */
const USUAL_RESOURCE = 1024;

/** A request of Crossplane. */
export type FunctionCall = Omit<RunFunctionRequest, 'observed'> & {
  observed?: State;
};

/** The response to it. */
export type FunctionAnswer = Omit<RunFunctionResponse, 'desired'> & {
  desired?: State;
};

/**
 * Reads a request. All but the observed state is left to the SDK: that state is
 * thousands of objects, for which the SDK makes several objects for each value.
 */
export function readRunFunctionRequest(
  { RunFunctionRequest: message }: Sdk,
  bytes: Buffer,
): FunctionCall {
  const reader = new WireReader(bytes);
  const others: Buffer[] = [];
  let observed: State | undefined;
  while (reader.position < reader.length) {
    const start = reader.position;
    const tag = reader.uint32();
    if (tag === OBSERVED) observed = readState(reader, reader.end());
    else {
      reader.skip(tag);
      others.push(bytes.subarray(start, reader.position));
    }
  }
  return { ...message.decode(Buffer.concat(others)), observed };
}

/** Writes a response. All but the desired state is left to the SDK. */
export function writeRunFunctionResponse(
  { RunFunctionResponse: message }: Sdk,
  { desired, ...others }: FunctionAnswer,
): Buffer {
  const resources = desired?.resources.size ?? 0;
  const writer = new WireWriter((1 + resources) * USUAL_RESOURCE);
  if (desired) {
    writeState(writer, desired);
    writer.enclose(0, DESIRED);
  }
  writer.raw(message.encode({ ...others, desired: undefined }).finish());
  return writer.finish();
}

/** The service of Crossplane, of which messages are read and written faster. */
export function serviceWithOwnCodec(sdk: Sdk) {
  const { runFunction } = sdk.FunctionRunnerServiceService;
  return {
    runFunction: {
      ...runFunction,
      requestDeserialize: (bytes: Buffer) => readRunFunctionRequest(sdk, bytes),
      responseSerialize: (response: FunctionAnswer) =>
        writeRunFunctionResponse(sdk, response),
    },
  };
}
