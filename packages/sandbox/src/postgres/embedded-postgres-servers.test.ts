import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmod,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  writeFile,
} from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, type ClientConfig } from 'pg';
import { silentLog } from '../log';
import { PACKAGE_ROOT } from '../package-root';
import {
  EmbeddedPostgresServers,
  stopLeftoverServers,
} from './embedded-postgres-servers';
import { isAlive } from './system-process';
import {
  POSTGRES_MAJORS,
  type PostgresServerSpec,
  type RunningPostgresServer,
} from './postgres-servers';

jest.setTimeout(60_000);

let stateDirectory: string;
let servers: EmbeddedPostgresServers;
let firstPort: number;

beforeEach(async () => {
  stateDirectory = await mkdtemp(join(tmpdir(), 'dbaas-postgres-'));
  // Everybody may enter: the servers may run as another user than the test.
  await chmod(stateDirectory, 0o755);
  firstPort = await freePort();
  servers = open();
});

afterEach(async () => {
  await servers.stopAll();
  await stopLeftoverServers(stateDirectory);
  await rm(stateDirectory, { recursive: true, force: true });
});

describe('a database server', () => {
  it.each(POSTGRES_MAJORS)('runs PostgreSQL %s', async major => {
    const server = await servers.ensure(spec({ major }));

    expect(server.version).toMatch(new RegExp(`^${major}\\.\\d+$`));
    expect(await value(server, 'show server_version')).toBe(server.version);
    expect(servers.find('test')).toEqual(server);
  });

  it('accepts only the password it was given, from this machine, by SCRAM', async () => {
    const server = await servers.ensure(spec());

    await expect(
      value(server, 'select 1', { password: 'wrong' }),
    ).rejects.toThrow('password authentication failed');
    expect(await value(server, 'show listen_addresses')).toBe('127.0.0.1');
    expect(
      await value(server, 'select rolpassword from pg_authid where oid = 10'),
    ).toMatch(/^SCRAM-SHA-256\$/);
  });

  it('offers TLS with a certificate that its CA vouches for', async () => {
    const server = await servers.ensure(spec());

    const ssl = { ca: server.caCertificate, rejectUnauthorized: true };
    expect(
      await value(
        server,
        'select ssl from pg_stat_ssl where pid = pg_backend_pid()',
        { ssl },
      ),
    ).toBe(true);
    const other = await servers.ensure(spec({ id: 'other' }));
    await expect(
      value(server, 'select 1', { ssl: { ca: other.caCertificate } }),
    ).rejects.toThrow();
  });

  it('is started once, however often it is asked for', async () => {
    const [first, second] = await Promise.all([
      servers.ensure(spec()),
      servers.ensure(spec()),
    ]);
    const third = await servers.ensure(spec());

    expect(second).toEqual(first);
    expect(third).toEqual(first);
  });

  it('keeps its data and its port when it is stopped', async () => {
    const before = await servers.ensure(spec());
    await value(before, 'create table t as select 42 as answer');
    await servers.stop('test');
    expect(servers.find('test')).toBeUndefined();
    expect(isAlive(before.processId)).toBe(false);

    const after = await servers.ensure(spec());

    expect(after.port).toBe(before.port);
    expect(await value(after, 'select answer from t')).toBe(42);
  });

  it('takes over changed settings and a changed password', async () => {
    await servers.ensure(spec({ settings: { max_connections: '40' } }));

    const server = await servers.ensure(
      spec({
        settings: { max_connections: '55', application_name: "it's" },
        superuserPassword: 'changed',
      }),
    );

    const password = 'changed';
    expect(await value(server, 'show max_connections', { password })).toBe(
      '55',
    );
    await expect(value(server, 'select 1')).rejects.toThrow(
      'password authentication failed',
    );
  });

  it('cannot be opened to the network by its settings', async () => {
    const server = await servers.ensure(
      spec({ settings: { listen_addresses: '*', ssl: 'off' } }),
    );

    expect(await value(server, 'show listen_addresses')).toBe('127.0.0.1');
    expect(await value(server, 'show ssl')).toBe('on');
  });

  it('refuses wrong settings without stopping', async () => {
    const before = await servers.ensure(
      spec({ settings: { work_mem: '8MB' } }),
    );
    const wrong = spec({ settings: { work_mem: 'plenty' } });

    for (const attempt of [1, 2]) {
      await expect(servers.ensure(wrong)).rejects.toThrow(
        /^Database server test: PostgreSQL refuses the settings:[^]*invalid value for parameter "work_mem": "plenty"/,
      );
      expect([attempt, servers.find('test')]).toEqual([attempt, before]);
    }
    expect(await value(before, 'show work_mem')).toBe('8MB');
  });

  it('says with its log why it did not start, and goes on as it was', async () => {
    const before = await servers.ensure(spec());
    const wrong = spec({ settings: { shared_preload_libraries: 'nowhere' } });

    await expect(servers.ensure(wrong)).rejects.toThrow(
      /the server did not start. Its log ends with:[^]*could not access file "nowhere"/,
    );
    const after = servers.find('test');
    expect(after?.processId).not.toBe(before.processId);

    await expect(servers.ensure(wrong)).rejects.toThrow('did not start');
    expect(servers.find('test')).toBe(after);
  });

  it('refuses data of another major version', async () => {
    await servers.ensure(spec({ major: '16' }));
    await servers.stop('test');

    await expect(servers.ensure(spec({ major: '17' }))).rejects.toThrow(
      'its data was written by PostgreSQL 16 and cannot be read by 17',
    );
  });

  it.each(['../evil', '', 'Upper', 'a/b'])('is not named %p', async id => {
    await expect(servers.ensure(spec({ id }))).rejects.toThrow(
      'cannot name a database server',
    );
  });

  it('tells when it ends without being asked to, and can be started again', async () => {
    const server = await servers.ensure(spec());
    await value(server, 'create table t as select 7 as seven');
    const ended = new Promise<string>(resolve => {
      servers.onUnexpectedExit(resolve);
    });

    process.kill(server.processId, 'SIGKILL');

    expect(await ended).toBe('test');
    expect(servers.find('test')).toBeUndefined();
    const again = await servers.ensure(spec());
    expect(await value(again, 'select seven from t')).toBe(7);
  });

  it('is removed with its data, and its name can be used again', async () => {
    const server = await servers.ensure(spec());
    await value(server, 'create table t ()');
    await servers.remove('test');
    await servers.remove('test');

    expect(await servers.ids()).toEqual([]);
    expect(isAlive(server.processId)).toBe(false);
    const again = await servers.ensure(spec());
    await expect(value(again, 'table t')).rejects.toThrow('does not exist');
  });
});

describe('ports', () => {
  it('are different for servers that start at once', async () => {
    const started = await Promise.all(
      ['a', 'b', 'c'].map(id => servers.ensure(spec({ id }))),
    );

    expect(new Set(started.map(({ port }) => port)).size).toBe(3);
  });

  it('change when something else has taken the port meanwhile', async () => {
    const before = await servers.ensure(spec());
    await servers.stop('test');
    const intruder = await listen(before.port);
    try {
      const after = await servers.ensure(spec());

      expect(after.port).not.toBe(before.port);
      expect(await value(after, 'select 1')).toBe(1);
    } finally {
      await close(intruder);
    }
  });

  it('can be demanded; then a taken one is an error', async () => {
    const port = await freePort();
    expect((await servers.ensure(spec({ port }))).port).toBe(port);
    await servers.stop('test');
    const intruder = await listen(port);
    try {
      await expect(servers.ensure(spec({ port }))).rejects.toThrow(
        `Port ${port}, on which the database server test must listen, is used by another program.`,
      );
    } finally {
      await close(intruder);
    }
  });
});

describe('after a crash of the sandbox', () => {
  it('the server that was left running is recovered with its data', async () => {
    const script = `
      import { EmbeddedPostgresServers } from './src/postgres/embedded-postgres-servers';
      import { silentLog } from './src/log';
      const servers = new EmbeddedPostgresServers({
        stateDirectory: ${JSON.stringify(stateDirectory)},
        firstPort: ${firstPort}, log: silentLog,
      });
      servers.ensure(${JSON.stringify(spec())}).then(server => {
        process.stdout.write(JSON.stringify(server), () => process.kill(process.pid, 'SIGKILL'));
      });`;
    const file = join(PACKAGE_ROOT, `.crash-${process.pid}.ts`);
    await writeFile(file, script);
    const left = await runUntilKilled(file).finally(() => rm(file));
    expect(isAlive(left.processId)).toBe(true);
    await value(left, 'create table t as select 11 as eleven');

    const server = await servers.ensure(spec());

    expect(isAlive(left.processId)).toBe(false);
    expect(server.port).toBe(left.port);
    expect(await value(server, 'select eleven from t')).toBe(11);
  });

  it('a lock file that names a process of something else is not believed', async () => {
    const server = await servers.ensure(spec());
    process.kill(server.processId, 'SIGKILL');
    while (servers.find('test')) await delay(10);
    const lock = join(
      stateDirectory,
      'postgres/servers/test/data/postmaster.pid',
    );
    const lines = (await readFile(lock, 'utf8')).split('\n');
    await writeFile(lock, [String(process.pid), ...lines.slice(1)].join('\n'));

    servers = open();
    const again = await servers.ensure(spec());

    expect(await value(again, 'select 1')).toBe(1);
  });

  it('what was being removed is not found again', async () => {
    await servers.ensure(spec());
    await servers.stopAll();
    const directory = join(stateDirectory, 'postgres/servers');
    await rename(join(directory, 'test'), join(directory, '.removed-test-1'));

    servers = open();

    expect(await servers.ids()).toEqual([]);
    expect(await readdir(directory)).toEqual([]);
  });
});

function open(): EmbeddedPostgresServers {
  return new EmbeddedPostgresServers({
    stateDirectory,
    firstPort,
    log: silentLog,
  });
}

function spec(overrides: Partial<PostgresServerSpec> = {}): PostgresServerSpec {
  return {
    id: 'test',
    major: '17',
    superuserPassword: `s'ecret "%`,
    ...overrides,
  };
}

async function value(
  server: RunningPostgresServer,
  sql: string,
  overrides: ClientConfig = {},
): Promise<unknown> {
  const client = new Client({
    host: server.host,
    port: server.port,
    user: 'postgres',
    database: 'postgres',
    password: spec().superuserPassword,
    ...overrides,
  });
  // A server that is killed takes its connections with it.
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query({ text: sql, rowMode: 'array' });
    return rows[0]?.[0];
  } finally {
    await client.end();
  }
}

async function runUntilKilled(file: string): Promise<RunningPostgresServer> {
  const child = spawn(process.execPath, ['--import', 'tsx', file], {
    cwd: PACKAGE_ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', text => (output += text));
  await once(child, 'close');
  expect(child.signalCode).toBe('SIGKILL');
  return JSON.parse(output);
}

async function freePort(): Promise<number> {
  const server = await listen(0);
  const address = server.address();
  await close(server);
  if (address === null || typeof address === 'string')
    throw new Error('no port');
  return address.port;
}

async function listen(port: number): Promise<Server> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function close(server: Server): Promise<void> {
  server.close();
  await once(server, 'close');
}
