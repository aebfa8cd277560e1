import { Server, ServerCredentials } from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';
import { listen } from './listen';

/** What is said of the process as a whole, which is what the kubelet asks for. */
const PROCESS = '';

/** Says whether a service is served, in the gRPC health protocol. */
export class Health {
  readonly #implementation: HealthImplementation;
  readonly #names: string[];
  #ownServer?: Server;

  constructor(service: string) {
    this.#names = [PROCESS, service];
    this.#implementation = new HealthImplementation(
      Object.fromEntries(this.#names.map(name => [name, 'NOT_SERVING'])),
    );
  }

  /** Answers on a server beside what it serves already. */
  addTo(server: Server): void {
    this.#implementation.addToServer(server);
  }

  /**
   * Answers on an address of its own, without TLS and nothing else: a kubelet has no
   * certificate that the function would accept. Resolves to the port.
   */
  async listenOn(address: string): Promise<number> {
    const server = new Server();
    this.addTo(server);
    const port = await listen(
      server,
      address,
      ServerCredentials.createInsecure(),
    );
    this.#ownServer = server;
    return port;
  }

  /** From now on it is served, or not any more. */
  report(status: 'SERVING' | 'NOT_SERVING'): void {
    for (const name of this.#names)
      this.#implementation.setStatus(name, status);
  }

  /** Ends the server of its own, and with it those who watch. */
  close(): void {
    this.#ownServer?.forceShutdown();
  }
}
