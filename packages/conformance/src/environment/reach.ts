import { PortForward } from '@kubernetes/client-node';
import { createServer, type Server } from 'node:net';
import type { Options } from '../options';
import type { Cluster } from './cluster';

const POSTGRESQL_PORT = 5432;

/** Where something listens. */
export interface Address {
  host: string;
  port: number;
}

/** A way from this machine to a server. */
export interface Way {
  address: Address;
  close(): Promise<void>;
}

/** A server, as the platform names it. */
export interface ServerTarget extends Address {
  /** The pod of the server, where it has one. */
  pod?: { namespace: string; name: string };
}

/** Finds the way to a server that the options ask for. */
export async function reach(
  target: ServerTarget,
  platform: Cluster,
  options: Pick<Options, 'reach' | 'postgresql'>,
): Promise<Way> {
  if (options.postgresql) return direct(options.postgresql);
  if (options.reach === 'port-forward' && target.pod)
    return forward(platform, target.pod);
  return direct(target);
}

function direct({ host, port }: Address): Way {
  return { address: { host, port }, close: async () => {} };
}

async function forward(
  platform: Cluster,
  pod: { namespace: string; name: string },
): Promise<Way> {
  const forwarder = new PortForward(platform.config);
  const server = createServer(socket => {
    forwarder
      .portForward(
        pod.namespace,
        pod.name,
        [POSTGRESQL_PORT],
        socket,
        null,
        socket,
      )
      .catch(error => socket.destroy(error));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return { address: addressOf(server), close: () => closed(server) };
}

function addressOf(server: Server): Address {
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('The local end of the tunnel has no port.');
  return { host: '127.0.0.1', port: address.port };
}

function closed(server: Server): Promise<void> {
  return new Promise(resolve => server.close(() => resolve()));
}
