import { z } from 'zod';
import { eventually } from './eventually';
import type { RealBackstage } from './real-backstage';

const signalSchema = z.object({ channel: z.string(), message: z.unknown() });

const ANSWER_WITHIN_MS = 1_000;

/** A browser that listens to signals over a WebSocket. */
export class SignalListener {
  readonly #received: z.infer<typeof signalSchema>[] = [];

  private constructor(private readonly socket: WebSocket) {
    socket.addEventListener('message', ({ data }) =>
      this.#received.push(signalSchema.parse(JSON.parse(String(data)))),
    );
  }

  /** The first attempt makes the signals backend take WebSockets, and is not answered itself. */
  static async connect(backstage: RealBackstage): Promise<SignalListener> {
    const socket = await eventually(() => open(backstage), 10_000);
    return new SignalListener(socket);
  }

  subscribe(channel: string): void {
    this.socket.send(JSON.stringify({ action: 'subscribe', channel }));
  }

  messages(channel: string): unknown[] {
    return this.#received
      .filter(signal => signal.channel === channel)
      .map(({ message }) => message);
  }

  close(): void {
    this.socket.close();
  }
}

function open({ signalsUrl, token }: RealBackstage): Promise<WebSocket> {
  const socket = new WebSocket(signalsUrl, token);
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => socket.close(), ANSWER_WITHIN_MS);
    socket.addEventListener('open', () => {
      clearTimeout(timer);
      resolve(socket);
    });
    socket.addEventListener('error', () => {
      clearTimeout(timer);
      reject(new Error(`Cannot connect to ${signalsUrl}`));
    });
  });
}
