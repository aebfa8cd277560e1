import request from 'supertest';
import { DaprOrders } from './dapr-orders';
import type { Order, Orders } from './orders';
import { createServer } from './server';
import { readSettings } from './settings';
import {
  startFakeSidecar,
  type FakeSidecar,
} from './__testUtils__/fake-sidecar';

/** Orders that can be switched off. */
class MemoryOrders implements Orders {
  readonly #orders = new Map<string, Order>();
  reachable = true;

  async add(customer: string): Promise<Order> {
    await this.check();
    const order = { id: String(this.#orders.size + 1), customer };
    this.#orders.set(order.id, order);
    return order;
  }

  async get(id: string): Promise<Order | undefined> {
    return this.#orders.get(id);
  }

  async check(): Promise<void> {
    if (!this.reachable) throw new Error('connect ECONNREFUSED');
  }

  async close(): Promise<void> {}
}

describe('the HTTP API', () => {
  const orders = new MemoryOrders();
  const errors: unknown[] = [];
  const server = createServer(orders, error => errors.push(error));

  it('takes an order and gives it back', async () => {
    const added = await request(server)
      .post('/orders')
      .send({ customer: 'Ada' });
    expect([added.status, added.body]).toEqual([
      201,
      { id: '1', customer: 'Ada' },
    ]);
    const found = await request(server).get('/orders/1');
    expect(found.body).toEqual({ id: '1', customer: 'Ada' });
  });

  it.each([[{}], [{ customer: '' }], [{ customer: 7 }]])(
    'refuses %j and says what is wrong',
    async body => {
      const answer = await request(server).post('/orders').send(body);
      expect(answer.status).toBe(400);
      expect(answer.body.error).toContain('customer');
    },
  );

  it('knows what is not there', async () => {
    expect((await request(server).get('/orders/99')).status).toBe(404);
  });

  it('is alive but not ready without its database, and says nothing about it to callers', async () => {
    orders.reachable = false;
    expect((await request(server).get('/healthz')).status).toBe(200);
    const ready = await request(server).get('/readyz');
    expect([ready.status, ready.text]).toEqual([
      503,
      expect.not.stringContaining('ECONNREFUSED'),
    ]);
    expect(errors).toHaveLength(1);
    orders.reachable = true;
    expect((await request(server).get('/readyz')).status).toBe(200);
  });
});

describe('orders through Dapr', () => {
  let sidecar: FakeSidecar;
  let orders: DaprOrders;

  beforeAll(async () => {
    sidecar = await startFakeSidecar('orders-state');
    orders = new DaprOrders('orders-state', sidecar.url);
  });
  afterAll(() => sidecar.stop());

  it('are kept in the state store', async () => {
    const { id } = await orders.add('Grace');
    await expect(orders.get(id)).resolves.toEqual({ id, customer: 'Grace' });
    await expect(orders.get('nobody')).resolves.toBeUndefined();
  });

  it('are reachable only while the sidecar is', async () => {
    await expect(orders.check()).resolves.toBeUndefined();
    const elsewhere = new DaprOrders('not-there', sidecar.url);
    await expect(elsewhere.add('Ada')).rejects.toThrow(
      'The Dapr sidecar answered 400',
    );
  });
});

describe('readSettings', () => {
  it('takes the Secret unless a state store is named', () => {
    expect(readSettings({ PORT: '9000' })).toEqual({
      port: 9000,
      secretDirectory: '/var/run/secrets/database',
    });
    expect(
      readSettings({
        DAPR_STATE_STORE: 'orders-state',
        DAPR_HTTP_PORT: '3501',
      }),
    ).toMatchObject({
      dapr: { store: 'orders-state', sidecar: 'http://127.0.0.1:3501' },
    });
  });

  it('says which variable is wrong', () => {
    expect(() => readSettings({ PORT: 'http' })).toThrow(/PORT/);
  });
});
