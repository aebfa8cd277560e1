import * as sdk from '@crossplane-org/function-sdk-typescript';
import type { ManagedDatabaseSpecInput } from '@backstage-dbaas/plugin-dbaas-common';
import { claimOf, FULL_SPEC } from '../__testUtils__/claims';
import { requestOf } from '../__testUtils__/requests';
import {
  ASKED_AT,
  SimulatedPlatform,
} from '../__testUtils__/simulated-platform';

const { RunFunctionRequest, RunFunctionResponse } = sdk;

/** The function as a process that has just started: nothing is remembered. */
function startedFunction() {
  let answer = (_request: Buffer): Buffer => Buffer.alloc(0);
  jest.isolateModules(() => {
    const { answerCall } = require('./answer-call');
    const codec = require('./wire/run-function-codec');
    answer = request =>
      codec.writeRunFunctionResponse(
        sdk,
        answerCall(
          sdk,
          codec.readRunFunctionRequest(sdk, request),
          (error: unknown) => {
            throw error;
          },
          ASKED_AT,
        ),
      );
  });
  return (request: object) =>
    RunFunctionResponse.decode(
      answer(
        Buffer.from(
          RunFunctionRequest.encode(
            RunFunctionRequest.fromJSON(request),
          ).finish(),
        ),
      ),
    );
}

type Spec = ManagedDatabaseSpecInput;
const [user] = FULL_SPEC.users ?? [];

const CHANGES: [string, Partial<Spec>][] = [
  ['nothing', {}],
  ['another password', { users: [{ ...user, passwordRotation: 1 }] }],
  [
    'another level of access',
    {
      users: [
        { ...user, access: [{ database: 'orders', level: 'owner' }] },
        {
          name: 'reader',
          access: [{ database: 'orders', level: 'readOnly' }],
        },
      ],
    },
  ],
  [
    'one more database',
    { databases: [{ name: 'orders' }, { name: 'archive' }] },
  ],
  [
    'protection taken off, and nobody left',
    {
      deletionProtection: false,
      users: [],
      delivery: [],
      dapr: [],
      schema: [],
    },
  ],
  ['what there was first', FULL_SPEC],
];

describe('what is remembered of earlier calls', () => {
  const longRunning = startedFunction();
  const platform = new SimulatedPlatform(claimOf(FULL_SPEC));

  /** The answer of a function that remembers, and of one that does not. */
  const answers = (asked = platform) => {
    const request = requestOf(asked);
    return [longRunning(request), startedFunction()(request)];
  };

  it('does not change an answer while a database service is built', () => {
    const sizes = Array.from({ length: 12 }, () => {
      const [answer, fresh] = answers();
      expect(answer).toEqual(fresh);
      platform.apply(platform.ask());
      return Object.keys(answer.desired?.resources ?? {}).length;
    });
    expect(new Set(sizes).size).toBeGreaterThan(5);
    expect(sizes.at(-1)).toBe(sizes.at(-2));
  });

  it.each(CHANGES)('does not change the answer to %s', (_what, change) => {
    const { claim } = platform;
    platform.claim = { ...claim, spec: { ...FULL_SPEC, ...change } };
    for (let calls = 0; calls < 4; calls += 1) {
      const [answer, fresh] = answers();
      expect(answer).toEqual(fresh);
      platform.apply(platform.ask());
    }
  });

  it('does not change the answer about something that fails', () => {
    platform.faults.set('user/orders-app', object => ({
      ...object,
      status: {
        conditions: [
          {
            type: 'Synced',
            status: 'False',
            reason: 'ReconcileError',
            message: 'cannot connect',
          },
        ],
      },
    }));
    platform.apply(platform.ask());
    const [failing, freshlyFailing] = answers();
    expect(failing).toEqual(freshlyFailing);
    platform.faults.clear();
    platform.apply(platform.ask());
    const [mended, freshlyMended] = answers();
    expect(mended).toEqual(freshlyMended);
    expect(mended).not.toEqual(failing);
  });

  it('does not change the answer to another claim of the same spec', () => {
    const other = new SimulatedPlatform(
      claimOf(FULL_SPEC, { name: 'billing-db' }),
    );
    for (const asked of [other, platform]) {
      const [answer, fresh] = answers(asked);
      expect(answer).toEqual(fresh);
    }
  });
});
