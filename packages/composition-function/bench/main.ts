import { parseArgs } from 'node:util';
import { LARGE_CLAIMS } from '../src/__testUtils__/large-claims';
import { loadSdk } from '../src/grpc/sdk';
import { measure, type Measured } from './measure';

const HELP = `yarn bench:function [options]

Measures one call of the composition function for large claims: the request is decoded,
answered and the answer encoded, as the server does it, without the network. Beside it
the time in which the SDK alone decodes and encodes the same messages.

  first       nothing is remembered of the claim
  changed     2 of 100 objects are not what they were at the call before, nor is the claim
  unchanged   everything is what it was

Times depend on the machine; the ratio travels. It fails when a goal is missed.

  --calls <n>   measured calls of each sort (default: 60)
  --help        this text
`;

const GRPC_DEFAULT = 4 * 1024 * 1024;

const HEADER = [
  'claim',
  'resources',
  'request',
  'response',
  'codec of the SDK',
  'call',
  'median',
  'ratio',
  'goal',
];

function rowsOf(measured: Measured): string[][] {
  const { described, resources, codecOfSdk } = measured;
  return measured.calls.map(({ what, median, goal }) => [
    described,
    String(resources),
    megabytes(measured.requestBytes),
    megabytes(measured.responseBytes),
    `${codecOfSdk.toFixed(1)} ms`,
    what,
    `${median.toFixed(1)} ms`,
    `${(median / codecOfSdk).toFixed(2)}×`,
    goal === undefined
      ? ''
      : `< ${goal} ms ${median < goal ? 'met' : 'missed'}`,
  ]);
}

function render(results: readonly Measured[]): string {
  const table = [HEADER, ...results.flatMap(rowsOf)];
  const widths = HEADER.map((_, column) =>
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

const meetsGoals = ({ calls }: Measured) =>
  calls.every(({ median, goal }) => goal === undefined || median < goal);

function callsFrom(text: string): number {
  const calls = Number(text);
  if (!Number.isInteger(calls) || calls < 1)
    throw new Error(`--calls must be a whole number above 0, not "${text}".`);
  return calls;
}

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
  const calls = callsFrom(values.calls);
  const sdk = await loadSdk();
  const results = LARGE_CLAIMS.map(claim => measure(sdk, claim, calls));
  process.stdout.write(`${render(results)}\n`);
  if (!results.every(meetsGoals)) process.exitCode = 1;
}

main().catch(error => {
  process.stderr.write(
    `${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exitCode = 1;
});
