import {
  coreServices,
  createBackendModule,
  createServiceFactory,
  type RootLoggerService,
} from '@backstage/backend-plugin-api';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Knex } from 'knex';

interface Output {
  where: string;
  text: string;
}

/**
 * All ways out of a backend: HTTP answers, log lines, database rows, and what else
 * a test adds. Whatever leaves is kept until the end and searched for secrets.
 */
export class Outlets {
  readonly #outputs: Output[] = [];
  #database?: Knex;

  /** Installs the outlets that are services. */
  readonly features = [
    createServiceFactory({
      service: coreServices.rootLogger,
      deps: {},
      factory: () => this.#logger(),
    }),
    createBackendModule({
      pluginId: 'dbaas',
      moduleId: 'outlets',
      register: env =>
        env.registerInit({
          deps: { database: coreServices.database },
          init: async ({ database }) => {
            this.#database = await database.getClient();
          },
        }),
    }),
  ];

  record(where: string, output: unknown): void {
    this.#outputs.push({ where, text: stringsIn(output).join('\n') });
  }

  /** Keeps every answer of a server from now on. */
  listenTo(server: Server): void {
    server.prependListener('request', (request, response) => {
      // Compressed, nothing would be found.
      delete request.headers['accept-encoding'];
      this.#tap(request, response);
    });
  }

  /** Takes the rows of all tables of the plugin. To be called before the backend stops. */
  async dumpDatabase(): Promise<void> {
    const knex = this.#database;
    if (!knex) return;
    for (const name of await tablesIn(knex)) {
      this.record(`table ${name}`, await knex(name).select());
    }
  }

  /** What has left by some of the outlets. */
  texts(where: RegExp): string[] {
    return this.#outputs
      .filter(output => where.test(output.where))
      .map(({ text }) => text);
  }

  /** Where secrets got out, in any disguise. */
  leaksOf(...secrets: string[]): string[] {
    const disguises = secrets.flatMap(disguisesOf);
    return this.#outputs
      .filter(({ text }) => disguises.some(one => text.includes(one)))
      .map(({ where }) => where);
  }

  #tap(request: IncomingMessage, response: ServerResponse): void {
    const chunks: string[] = [];
    const keep = (chunk: unknown) => {
      if (typeof chunk === 'string' || Buffer.isBuffer(chunk))
        chunks.push(chunk.toString());
    };
    const { write, end } = response;
    response.write = function tappedWrite(...args: unknown[]) {
      keep(args[0]);
      return Reflect.apply(write, response, args);
    };
    response.end = function tappedEnd(...args: unknown[]) {
      keep(args[0]);
      return Reflect.apply(end, response, args);
    };
    response.on('close', () => {
      if (isReveal(request, response)) return;
      this.record(`answer of ${request.method} ${request.url}`, [
        response.getHeaders(),
        chunks.join(''),
      ]);
    });
  }

  #logger(labels: object = {}): RootLoggerService {
    const write =
      (level: string) =>
      (message: string, meta?: unknown): void =>
        this.record(`log (${level})`, [labels, message, meta]);
    return {
      debug: write('debug'),
      info: write('info'),
      warn: write('warn'),
      error: write('error'),
      child: meta => this.#logger({ ...labels, ...meta }),
    };
  }
}

/** The tables of the plugin, in SQLite or PostgreSQL. */
function tablesIn(knex: Knex): Promise<string[]> {
  return knex.client.config.client === 'pg'
    ? knex('information_schema.tables')
        .where({ table_schema: knex.raw('current_schema()') })
        .pluck<string[]>('table_name')
    : knex('sqlite_master').where({ type: 'table' }).pluck<string[]>('name');
}

/** Every string in a value, also in errors and their causes. */
function stringsIn(value: unknown, seen = new Set<unknown>()): string[] {
  if (typeof value !== 'object' || value === null) return [String(value)];
  if (seen.has(value)) return [];
  seen.add(value);
  return Reflect.ownKeys(value).flatMap(key => [
    String(key),
    ...stringsIn(Reflect.get(value, key), seen),
  ]);
}

/** The one answer that is there to hold a secret. */
function isReveal(request: IncomingMessage, response: ServerResponse): boolean {
  return (
    request.method === 'POST' &&
    request.url?.endsWith('/credentials') === true &&
    response.statusCode === 200 &&
    response.getHeader('cache-control') === 'no-store'
  );
}

/** A secret as it stands in text, in URLs, in JSON and, at any offset, in base64. */
export function disguisesOf(secret: string): string[] {
  const base64 = [0, 1, 2].flatMap(offset => {
    const bytes = Buffer.from('x'.repeat(offset) + secret);
    const whole = bytes.subarray(0, bytes.length - (bytes.length % 3));
    // The first characters hold bits of what stands before the secret.
    const from = offset === 0 ? 0 : 4;
    return [whole.toString('base64'), whole.toString('base64url')].map(text =>
      text.slice(from),
    );
  });
  return [
    ...new Set([
      secret,
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
      Buffer.from(secret).toString('hex'),
      ...base64,
    ]),
  ];
}
