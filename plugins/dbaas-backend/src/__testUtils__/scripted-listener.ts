import { once } from 'node:events';
import http, { type RequestListener } from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

/** What a server needs for HTTPS, as PEM texts. */
export interface ServerCertificate {
  certificate: string;
  privateKey: string;
}

/** As API servers keep idle connections. */
const IDLE_MS = 90_000;

/** The network side of a scripted server: it can go away, fall silent and come back. */
export class ScriptedListener {
  readonly #server: http.Server;
  readonly #sockets = new Set<Socket>();
  readonly #dead = new Set<Socket>();
  #port = 0;
  #silent = false;

  constructor(
    private readonly certificate: ServerCertificate | undefined,
    onRequest: RequestListener,
  ) {
    const listener: RequestListener = (request, response) => {
      if (this.#silent) this.#dead.add(request.socket);
      if (!this.isDead(request.socket)) onRequest(request, response);
    };
    this.#server = certificate
      ? https.createServer(
          { cert: certificate.certificate, key: certificate.privateKey },
          listener,
        )
      : http.createServer(listener);
    this.#server.keepAliveTimeout = IDLE_MS;
    this.#server.on(certificate ? 'secureConnection' : 'connection', socket =>
      this.#note(socket),
    );
  }

  get url(): string {
    return `${this.certificate ? 'https' : 'http'}://127.0.0.1:${this.#port}`;
  }

  get openSockets(): number {
    return this.#sockets.size;
  }

  /** Begins to listen, on the same port as before if there was one. */
  async listen(): Promise<void> {
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    const address: AddressInfo | string | null = this.#server.address();
    if (address === null || typeof address === 'string') {
      throw new Error('The scripted server does not listen on a port');
    }
    this.#port = address.port;
  }

  /** Ends every connection and refuses new ones. */
  async close(): Promise<void> {
    if (!this.#server.listening) return;
    this.#sockets.forEach(socket => socket.destroy());
    this.#server.close();
    await once(this.#server, 'close');
  }

  /** Leaves every connection open and says nothing any more, as behind a dead router. */
  fallSilent(): void {
    this.#silent = true;
    this.#sockets.forEach(socket => this.#dead.add(socket));
  }

  /** Serves new connections; those that were there stay dead. */
  speak(): void {
    this.#silent = false;
  }

  isDead(socket: Socket | null): boolean {
    return socket !== null && this.#dead.has(socket);
  }

  #note(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#sockets.delete(socket);
      this.#dead.delete(socket);
    });
  }
}
