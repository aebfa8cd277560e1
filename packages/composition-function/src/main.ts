import { readCommandLine, serverCredentials, USAGE } from './grpc/command-line';
import { startFunctionServer } from './grpc/function-server';

async function main(): Promise<void> {
  const options = readCommandLine(process.argv.slice(2), process.env);
  if (options.help) {
    process.stdout.write(USAGE);
    return;
  }
  const server = await startFunctionServer({
    address: options.address,
    credentials: serverCredentials(options.certificates),
    healthAddress: options.healthAddress,
    onError: error => write(process.stderr, describe(error)),
  });
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await server.stop();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
  if (options.exitWithStdin) process.stdin.resume().on('end', stop);

  if (options.healthAddress !== undefined && server.healthPort !== undefined)
    write(
      process.stdout,
      `Health on ${withPort(options.healthAddress, server.healthPort)}`,
    );
  write(
    process.stdout,
    `Listening on ${withPort(options.address, server.port)}`,
  );
}

/** The address with the port that was chosen, if it asked for any. */
function withPort(address: string, port: number): string {
  return `${address.replace(/:\d+$/, '')}:${port}`;
}

/** The stack only: an error may carry values of the request in other fields. */
function describe(error: unknown): string {
  return error instanceof Error ? error.stack ?? error.message : String(error);
}

function write(stream: NodeJS.WriteStream, line: string): void {
  stream.write(`${line}\n`);
}

main().catch(error => {
  write(process.stderr, error instanceof Error ? error.message : String(error));
  process.exit(1);
});
