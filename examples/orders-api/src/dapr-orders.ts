import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Order, Orders } from './orders';

const customerSchema = z.object({ customer: z.string() });

/**
 * Keeps orders through the state API of the Dapr sidecar (v1.0): no driver, no
 * password, no address of a database in the application.
 */
export class DaprOrders implements Orders {
  readonly #url: string;

  /**
   * @param store - name of the Component, as in `spec.dapr[].name` of the request
   * @param sidecar - address of the sidecar, such as `http://127.0.0.1:3500`
   */
  constructor(store: string, private readonly sidecar: string) {
    this.#url = `${sidecar}/v1.0/state/${encodeURIComponent(store)}`;
  }

  async add(customer: string): Promise<Order> {
    const id = randomUUID();
    await this.#send(this.#url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([{ key: id, value: { customer } }]),
    });
    return { id, customer };
  }

  async get(id: string): Promise<Order | undefined> {
    const response = await this.#send(`${this.#url}/${encodeURIComponent(id)}`);
    // 204: there is no such key.
    if (response.status === 204) return undefined;
    return { id, ...customerSchema.parse(await response.json()) };
  }

  async check(): Promise<void> {
    await this.#send(`${this.sidecar}/v1.0/healthz/outbound`);
  }

  async close(): Promise<void> {}

  async #send(url: string, request?: RequestInit): Promise<Response> {
    const response = await fetch(url, request);
    if (response.ok) return response;
    throw new Error(
      `The Dapr sidecar answered ${response.status}: ${await response.text()}`,
    );
  }
}
