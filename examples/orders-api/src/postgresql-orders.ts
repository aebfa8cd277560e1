import { Pool, type PoolConfig } from 'pg';
import { z } from 'zod';
import type { Order, Orders } from './orders';

const rowsSchema = z.array(z.object({ id: z.string(), customer: z.string() }));
const PATIENCE_MS = 5_000;

/** Keeps orders in the table `orders`, which the platform makes from the schema of the request. */
export class PostgresqlOrders implements Orders {
  readonly #pool: Pool;

  constructor(
    config: PoolConfig,
    /** Told about connections that broke while nobody used them. */
    onIdleError: (error: Error) => void,
  ) {
    this.#pool = new Pool({ ...config, connectionTimeoutMillis: PATIENCE_MS });
    // Without a listener the end of a server would end the process.
    this.#pool.on('error', onIdleError);
  }

  async add(customer: string): Promise<Order> {
    const [order] = await this.#query(
      'INSERT INTO orders (customer) VALUES ($1) RETURNING id::text, customer',
      customer,
    );
    return order;
  }

  async get(id: string): Promise<Order | undefined> {
    const [order] = await this.#query(
      'SELECT id::text, customer FROM orders WHERE id::text = $1',
      id,
    );
    return order;
  }

  async check(): Promise<void> {
    await this.#pool.query('SELECT FROM orders LIMIT 1');
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  async #query(sql: string, parameter: string): Promise<Order[]> {
    const { rows } = await this.#pool.query(sql, [parameter]);
    return rowsSchema.parse(rows);
  }
}
