import { parseArgs } from 'node:util';
import { ASKED_AT } from '../src/__testUtils__/simulated-platform';
import { answerCall } from '../src/grpc/answer-call';
import { loadSdk, type Sdk } from '../src/grpc/sdk';
import {
  readRunFunctionRequest,
  writeRunFunctionResponse,
} from '../src/grpc/wire/run-function-codec';
import { settledRequest } from '../src/__testUtils__/settled-request';
import {
  LARGE_CLAIMS,
  type LargeClaim,
} from '../src/__testUtils__/large-claims';

const HELP = `yarn bench:function [options]

Measures one call of the composition function for large claims: the request is decoded,
answered and the answer encoded, as the server does it, without the network. Beside it
the time in which the SDK alone decodes and encodes the same messages.
Times depend on the machine; the ratio travels. It fails when a goal is missed.

  --calls <n>   measured calls for each claim (default: 60)
  --help        this text
`;

const WARM_UP = 15;
const GRPC_DEFAULT = 4 * 1024 * 1024;

interface Measured {
  described: string;
  goal?: number;
  resources: number;
  requestBytes: number;
  responseBytes: number;
  /** Milliseconds. */
  call: number;
  codecOnly: number;
}

function measure(
  sdk: Sdk,
  { described, claim, goal }: LargeClaim,
  calls: number,
): Measured {
  const { RunFunctionRequest, RunFunctionResponse } = sdk;
  const request = Buffer.from(
    RunFunctionRequest.encode(
      RunFunctionRequest.fromJSON(settledRequest(claim)),
    ).finish(),
  );
  const answer = () => {
    const response = answerCall(
      sdk,
      readRunFunctionRequest(sdk, request),
      error => {
        throw error;
      },
      ASKED_AT,
    );
    return writeRunFunctionResponse(sdk, response);
  };
  const response = answer();
  const decoded = RunFunctionResponse.decode(response);
  const refusal = decoded.results.find(
    ({ severity }) => severity === sdk.Severity.SEVERITY_FATAL,
  );
  if (refusal) throw new Error(`${described}: ${refusal.message}`);
  return {
    described,
    goal,
    resources: Object.keys(decoded.desired?.resources ?? {}).length,
    requestBytes: request.length,
    responseBytes: response.length,
    call: medianOf(calls, answer),
    codecOnly: medianOf(calls, () => {
      RunFunctionRequest.decode(request);
      RunFunctionResponse.encode(decoded).finish();
    }),
  };
}

function medianOf(calls: number, work: () => unknown): number {
  for (let i = 0; i < WARM_UP; i += 1) work();
  const times = Array.from({ length: calls }, () => {
    const startedAt = performance.now();
    work();
    return performance.now() - startedAt;
  });
  return times.sort((one, other) => one - other)[Math.floor(calls / 2)];
}

function render(results: readonly Measured[]): string {
  const rows = results.map(one => [
    one.described,
    String(one.resources),
    megabytes(one.requestBytes),
    megabytes(one.responseBytes),
    `${one.codecOnly.toFixed(1)} ms`,
    `${one.call.toFixed(1)} ms`,
    `${(one.call / one.codecOnly).toFixed(1)}×`,
    one.goal === undefined ? '' : `< ${one.goal} ms ${verdict(one)}`,
  ]);
  const table = [
    [
      'claim',
      'resources',
      'request',
      'response',
      'codec of the SDK',
      'call (median)',
      'ratio',
      'goal',
    ],
    ...rows,
  ];
  const widths = table[0].map((_, column) =>
    Math.max(...table.map(row => row[column].length)),
  );
  return table
    .map(row =>
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function megabytes(bytes: number): string {
  const above = bytes > GRPC_DEFAULT ? ' (!)' : '';
  return `${(bytes / 1024 / 1024).toFixed(2)} MiB${above}`;
}

const isMet = ({ goal, call }: Measured) => goal === undefined || call < goal;
const verdict = (one: Measured) => (isMet(one) ? 'met' : 'missed');

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      calls: { type: 'string', default: '60' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const calls = Number(values.calls);
  const sdk = await loadSdk();
  const results = LARGE_CLAIMS.map(claim => measure(sdk, claim, calls));
  process.stdout.write(`${render(results)}\n`);
  if (!results.every(isMet)) process.exitCode = 1;
}

main().catch(error => {
  process.stderr.write(
    `${error instanceof Error ? error.stack : String(error)}\n`,
  );
  process.exitCode = 1;
});
