import type { BrowserContext, Page, Response } from '@playwright/test';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';

/** Databases of Backstage that hold what the dbaas plugin and the scaffolder write down. */
const DATABASES = ['backstage_plugin_dbaas', 'backstage_plugin_scaffolder'];
const TEXT = /json|text|javascript|yaml/;

/** One thing that left the portal or its machinery. */
interface Output {
  where: string;
  text: string;
}

/**
 * Everything that leaves the portal while somebody uses it: answers, frames of the
 * signals socket, log lines and rows in the database.
 */
export class PortalOutputs {
  readonly #outputs: Output[] = [];
  readonly #reading: Promise<void>[] = [];

  constructor(context: BrowserContext) {
    context.on('response', response =>
      this.#reading.push(this.#keepAnswer(response)),
    );
    context.pages().forEach(page => this.#keepFrames(page));
    context.on('page', page => this.#keepFrames(page));
  }

  async addLogs(directory: string): Promise<void> {
    for (const name of await readdir(directory)) {
      this.#outputs.push({
        where: `log ${name}`,
        text: await readFile(join(directory, name), 'utf8'),
      });
    }
  }

  async addDatabases(connection: {
    host: string;
    port: number;
    user: string;
    password: string;
  }): Promise<void> {
    for (const database of DATABASES) {
      const client = new Client({ ...connection, database });
      await client.connect();
      const { rows: tables } = await client.query<{ name: string }>(
        `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
         WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
      );
      for (const { name } of tables) {
        const { rows } = await client.query(`SELECT * FROM ${name}`);
        this.#outputs.push({
          where: `table ${name} of ${database}`,
          text: JSON.stringify(rows),
        });
      }
      await client.end();
    }
  }

  /** Kinds of outputs that were kept, to know that the search has something to look at. */
  async kinds(): Promise<string[]> {
    await Promise.all(this.#reading);
    return [
      ...new Set(this.#outputs.map(({ where }) => where.split(' ')[0])),
    ].sort();
  }

  /** Where any of the secrets shows up, as it is, in a URL or in base64. */
  async leaksOf(secrets: readonly string[]): Promise<string[]> {
    await Promise.all(this.#reading);
    const forms = secrets.flatMap(secret => [
      secret,
      encodeURIComponent(secret),
      Buffer.from(secret).toString('base64'),
    ]);
    return this.#outputs
      .filter(({ text }) => forms.some(form => text.includes(form)))
      .map(({ where }) => where);
  }

  #keepFrames(page: Page): void {
    page.on('websocket', socket =>
      socket.on('framereceived', ({ payload }) =>
        this.#outputs.push({
          where: `frame of ${socket.url()}`,
          text: payload.toString(),
        }),
      ),
    );
  }

  async #keepAnswer(response: Response): Promise<void> {
    const type = response.headers()['content-type'] ?? '';
    const hasBody = response.status() === 200 && TEXT.test(type);
    if (!hasBody || !response.url().includes('/api/')) return;
    const where = `answer of ${response.request().method()} ${response.url()}`;
    try {
      this.#outputs.push({ where, text: await response.text() });
    } catch (error) {
      // The page went on before the body was there: nobody saw it either.
      this.#outputs.push({ where: `unread ${where}`, text: String(error) });
    }
  }
}
