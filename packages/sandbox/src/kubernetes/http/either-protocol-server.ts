import { once } from 'node:events';
import {
  createServer as createHttpServer,
  type RequestListener,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer, type Server, type Socket } from 'node:net';

/** As long as API servers leave connections open that nobody uses. */
const KEEP_ALIVE_MS = 90_000;
/** First byte of a TLS connection: a handshake record. */
const TLS_HANDSHAKE = 0x16;

export interface EitherProtocolServer {
  port: number;
  /** Takes no new connections; resolves when the open ones are closed. */
  close(): Promise<void>;
  /** Cuts the open connections. */
  destroyConnections(): void;
}

/**
 * Answers HTTP and HTTPS on one port. Clients that send credentials only through
 * TLS (kubectl) and clients that cannot know our certificate both get along.
 */
export async function listenEitherProtocol(
  host: string,
  port: number,
  tls: { key: string; cert: string },
  listener: RequestListener,
): Promise<EitherProtocolServer> {
  const http = createHttpServer({ keepAliveTimeout: KEEP_ALIVE_MS }, listener);
  const https = createHttpsServer(
    { ...tls, keepAliveTimeout: KEEP_ALIVE_MS },
    listener,
  );
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, socket => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    // A client that goes away before it has said anything is no error.
    socket.on('error', () => socket.destroy());
    socket.once('data', first => {
      socket.pause();
      socket.unshift(first);
      const protocol = first[0] === TLS_HANDSHAKE ? https : http;
      protocol.emit('connection', socket);
      process.nextTick(() => socket.resume());
    });
  });
  server.listen(port, host);
  await once(server, 'listening');
  return {
    port: portOf(server),
    close: async () => {
      server.close();
      await once(server, 'close');
    },
    destroyConnections: () => sockets.forEach(socket => socket.destroy()),
  };
}

function portOf(server: Server): number {
  const address = server.address();
  if (typeof address !== 'object' || address === null)
    throw new Error('The server does not listen on a port.');
  return address.port;
}
