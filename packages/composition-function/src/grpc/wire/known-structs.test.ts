import * as sdk from '@crossplane-org/function-sdk-typescript';
import { claimOf, FULL_SPEC } from '../../__testUtils__/claims';
import { readRunFunctionRequest } from './run-function-codec';

const { RunFunctionRequest } = sdk;

function read(resources: Record<string, object>) {
  const bytes = RunFunctionRequest.encode(
    RunFunctionRequest.fromJSON({
      observed: {
        resources: Object.fromEntries(
          Object.entries(resources).map(([name, resource]) => [
            name,
            { resource },
          ]),
        ),
      },
    }),
  ).finish();
  const { observed } = readRunFunctionRequest(sdk, Buffer.from(bytes));
  return (name: string) => observed?.resources[name]?.resource;
}

describe('objects of an earlier call', () => {
  const claim = claimOf(FULL_SPEC);

  it('are given again while they are the same, whatever their name', () => {
    const first = read({ a: claim });
    expect(read({ b: claim })('b')).toBe(first('a'));
    expect(first('a')).toEqual(claim);
  });

  it('are not given for one that has changed, however little', () => {
    const first = read({ a: claim });
    const changed = { ...claim, metadata: { ...claim.metadata, name: 'x' } };
    const second = read({ a: changed });
    expect(second('a')).toEqual(changed);
    expect(second('a')).not.toBe(first('a'));
  });

  it('are read right although something beyond ASCII comes before', () => {
    const other = { ...claim, note: 'größer ☃ 🙂' };
    const both = { a: other, b: claim };
    expect([read(both)('a'), read(both)('b')]).toEqual([other, claim]);
    expect([read(both)('a'), read(both)('b')]).toEqual([other, claim]);
  });

  it('are forgotten when they are Secrets', () => {
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'a' },
      data: { password: 'cHc=' },
    };
    const first = read({ a: secret });
    expect(first('a')).toEqual(secret);
    expect(read({ a: secret })('a')).not.toBe(first('a'));
  });
});
