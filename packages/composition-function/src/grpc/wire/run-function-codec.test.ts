import * as sdk from '@crossplane-org/function-sdk-typescript';
import { claimOf, FULL_SPEC } from '../../__testUtils__/claims';
import {
  readRunFunctionRequest,
  writeRunFunctionResponse,
} from './run-function-codec';
import { readStruct } from './struct-codec';
import { WireReader } from './wire-reader';

const { RunFunctionRequest, RunFunctionResponse } = sdk;

/** A request as the SDK has it: with an object instead of a Map. */
function read(bytes: Buffer) {
  const { observed, ...request } = readRunFunctionRequest(sdk, bytes);
  return {
    ...request,
    observed: observed && {
      composite: observed.composite,
      resources: Object.fromEntries(observed.resources),
    },
  };
}

function write({ desired, ...response }: sdk.RunFunctionResponse) {
  return writeRunFunctionResponse(sdk, {
    ...response,
    ...(desired && {
      desired: {
        composite: desired.composite,
        resources: new Map(Object.entries(desired.resources)),
      },
    }),
  });
}

/** A request as Crossplane sends it. */
const bytesOf = (request: object) =>
  Buffer.from(
    RunFunctionRequest.encode(RunFunctionRequest.fromJSON(request)).finish(),
  );

const observing = (object: object) => ({
  observed: { composite: { resource: object } },
});

const VALUES: [string, object][] = [
  ['nothing', {}],
  ['all types', { text: 'a', yes: true, no: false, none: null, n: 1 }],
  ['numbers', { zero: 0, less: -1.5, big: 2 ** 53, small: 5e-324 }],
  ['lists', { list: [1, 'a', null, true, [], [[1], {}], { a: [] }] }],
  ['objects', { a: { b: { c: {} } } }],
  ['an empty name and text', { '': '' }],
  ['text beyond ASCII', { größe: 'Zürich', snow: '☃', smile: '🙂' }],
  ['long text', { text: 'x'.repeat(300), wide: 'ü'.repeat(100_000) }],
  ['a name of all objects', { constructor: 'a', toString: { b: 1 } }],
];

describe('the codec of the function', () => {
  it.each(VALUES)('reads %s like the SDK', (_what, object) => {
    const bytes = bytesOf(observing(object));
    expect(read(bytes)).toEqual(RunFunctionRequest.decode(bytes));
    expect(read(bytes).observed?.composite?.resource).toEqual(object);
  });

  it('reads everything else that a request holds like the SDK', () => {
    const resource = { resource: claimOf(FULL_SPEC) };
    const bytes = bytesOf({
      meta: { tag: 'tag' },
      observed: {
        composite: resource,
        resources: {
          'user/a': {
            ...resource,
            connectionDetails: { password: 'cMO8', empty: '' },
            ready: 'READY_TRUE',
          },
          ü: {},
        },
      },
      desired: { composite: resource, resources: { other: resource } },
      input: { kind: 'Settings' },
      context: { key: { a: 1 } },
      credentials: { aws: { credentialData: { data: { key: 'cHc=' } } } },
      requiredResources: { server: { items: [resource, resource] } },
    });
    expect(read(bytes)).toEqual(RunFunctionRequest.decode(bytes));
  });

  it('reads a request without an observed state', () => {
    expect(read(Buffer.alloc(0))).toEqual(
      RunFunctionRequest.decode(Buffer.alloc(0)),
    );
  });

  it.each(VALUES)('writes %s so that the SDK reads it', (_what, object) => {
    const response = RunFunctionResponse.fromJSON({
      meta: { tag: 'tag', ttl: '60s' },
      desired: {
        composite: { resource: object, ready: 'READY_FALSE' },
        resources: {
          one: { resource: object, ready: 'READY_TRUE' },
          other: { connectionDetails: { key: 'dmFsdWU=' } },
        },
      },
      results: [{ severity: 'SEVERITY_WARNING', message: 'Look.' }],
      conditions: [{ type: 'Ready', status: 'STATUS_CONDITION_TRUE' }],
      requirements: { resources: { server: { kind: 'Secret' } } },
    });
    const bytes = write(response);
    expect(RunFunctionResponse.decode(bytes)).toEqual(
      RunFunctionResponse.decode(RunFunctionResponse.encode(response).finish()),
    );
  });

  it('leaves out what is undefined, as JSON does', () => {
    const response = RunFunctionResponse.fromJSON({
      desired: { composite: { resource: {} } },
    });
    const composite = response.desired?.composite;
    if (!composite) throw new Error('The SDK left out the composite.');
    composite.resource = { kept: 1, gone: undefined };
    const decoded = RunFunctionResponse.decode(write(response));
    expect(decoded.desired?.composite?.resource).toEqual({ kept: 1 });
  });

  it.each([
    ['in the middle of an object', 0.5],
    ['one byte before its end', 0.99],
  ])('refuses a request that ends %s', (_what, share) => {
    const bytes = bytesOf(observing(claimOf(FULL_SPEC)));
    const part = bytes.subarray(0, Math.floor(bytes.length * share));
    expect(() => read(part)).toThrow(/ends in the middle/);
  });

  it('steps over fields of later versions', () => {
    const bytes = Buffer.concat([
      Buffer.from([0x98, 0x06, 0x01, 0xa2, 0x06, 0x02, 0x61, 0x62]),
      Buffer.from([0xa9, 0x06, 1, 2, 3, 4, 5, 6, 7, 8, 0xb5, 0x06, 1, 2, 3, 4]),
    ]);
    expect(readStruct(new WireReader(bytes), bytes.length)).toEqual({});
  });

  it('keeps a name that would change what an object inherits a plain one', () => {
    const object = JSON.parse('{"__proto__":{"admin":true}}');
    const name = Buffer.from('__proto__');
    const value = Buffer.from([0x20, 0x01]);
    const entry = Buffer.concat([
      Buffer.from([10, name.length]),
      name,
      Buffer.from([18, value.length]),
      value,
    ]);
    const bytes = Buffer.concat([Buffer.from([10, entry.length]), entry]);
    const struct = readStruct(new WireReader(bytes), bytes.length);
    expect(Object.keys(struct)).toEqual(Object.keys(object));
    expect(Object.getPrototypeOf(struct)).toBe(Object.prototype);
  });
});
