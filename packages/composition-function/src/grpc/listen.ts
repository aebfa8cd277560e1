import type { Server, ServerCredentials } from '@grpc/grpc-js';

/** Binds a server to `host:port`. Resolves to the port, which is chosen for port 0. */
export function listen(
  server: Server,
  address: string,
  credentials: ServerCredentials,
): Promise<number> {
  return new Promise((resolve, reject) =>
    server.bindAsync(address, credentials, (error, port) =>
      error ? reject(error) : resolve(port),
    ),
  );
}
