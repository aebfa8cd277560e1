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

  const host = options.address.replace(/:\d+$/, '');
  write(process.stdout, `Listening on ${host}:${server.port}`);
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
