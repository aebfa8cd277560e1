import * as sdk from '@crossplane-org/function-sdk-typescript';
import { LARGE_CLAIMS } from '../__testUtils__/large-claims';
import { settledRequest } from '../__testUtils__/requests';
import { ASKED_AT } from '../__testUtils__/simulated-platform';
import { answerCall } from './answer-call';
import {
  readRunFunctionRequest,
  writeRunFunctionResponse,
} from './wire/run-function-codec';

const MEBIBYTE = 1024 * 1024;

/** What Crossplane takes from a function: it leaves the limit of gRPC as it is. */
const MOST_OF_A_RESPONSE = 4 * MEBIBYTE;

const callFor = (claim: (typeof LARGE_CLAIMS)[number]['claim']) => {
  const { RunFunctionRequest, RunFunctionResponse } = sdk;
  const request = Buffer.from(
    RunFunctionRequest.encode(
      RunFunctionRequest.fromJSON(settledRequest(claim)),
    ).finish(),
  );
  const answer = answerCall(
    sdk,
    readRunFunctionRequest(sdk, request),
    error => {
      throw error;
    },
    ASKED_AT,
  );
  const response = writeRunFunctionResponse(sdk, answer);
  return { request, response, answer: RunFunctionResponse.decode(response) };
};

describe('the messages of the largest claims', () => {
  it.each(
    LARGE_CLAIMS.map(({ described, claim }) => [described, claim] as const),
  )(
    'fit into what gRPC allows: %s',
    (_what, claim) => {
      const { response, answer } = callFor(claim);
      expect(answer.desired?.composite?.ready).toBe(sdk.Ready.READY_TRUE);
      expect(response.length).toBeLessThan(MOST_OF_A_RESPONSE);
    },
    60_000,
  );

  it('fit in both directions for 100 databases and 200 users', () => {
    const [{ claim }] = LARGE_CLAIMS;
    const { request, answer } = callFor(claim);
    expect(
      Object.keys(answer.desired?.resources ?? {}).filter(name =>
        /^(database|user)\/[^/]+$/.test(name),
      ),
    ).toHaveLength(300);
    expect(request.length).toBeLessThan(4 * MEBIBYTE);
  }, 60_000);
});
