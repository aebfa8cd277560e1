import type { Connection } from '../api/database-service';
import {
  AUTHORITY_FILE,
  hasAuthorityFile,
  verificationOf,
} from './verification';

/** node-postgres 8 reads the PG variables, but checks certificates even for `require`. */
export function node(connection: Connection): string {
  const file = hasAuthorityFile(connection);
  return `${
    file ? "import { readFileSync } from 'node:fs';\n" : ''
  }import { Pool } from 'pg';

// Host, database, user and password come from PGHOST, PGDATABASE, PGUSER, PGPASSWORD.
const pool = new Pool(${
    file ? withAuthority(connection) : nodeOptions(connection)
  });
const { rows } = await pool.query('SELECT current_user');
`;
}

function nodeOptions(connection: Connection): string {
  return {
    none: '',
    encrypt: `{
  // Encrypted; the certificate is not checked, as with sslmode=require.
  ssl: { rejectUnauthorized: false },
}`,
    authority: '{ ssl: true }',
    name: '{ ssl: true }',
  }[verificationOf(connection)];
}

/** Without a check of the name, as `verify-ca` asks for, node-postgres would still make one. */
function withAuthority(connection: Connection): string {
  const name = `
    // The certificate may be for another name of the server.
    checkServerIdentity: () => undefined,`;
  return `{
  ssl: {
    ca: readFileSync(process.env.${AUTHORITY_FILE}, 'utf8'),${
    verificationOf(connection) === 'authority' ? name : ''
  }
  },
}`;
}

/** psycopg 3 is built on libpq. */
export function python(): string {
  return `import psycopg

# Host, database, user and password come from PGHOST, PGDATABASE, PGUSER, PGPASSWORD.
with psycopg.connect() as connection:
    print(connection.execute("SELECT current_user").fetchone())
`;
}

/** pgx 5 reads the PG variables when the connection string is empty. */
export function go(): string {
  return `import "github.com/jackc/pgx/v5/pgxpool"

// Host, database, user and password come from PGHOST, PGDATABASE, PGUSER, PGPASSWORD.
pool, err := pgxpool.New(ctx, "")
if err != nil {
	return err
}
defer pool.Close()
`;
}

/** pgJDBC and Spring Boot read no PG variables by themselves. */
export function java(connection: Connection): string {
  const authority = hasAuthorityFile(connection)
    ? `&sslrootcert=\${${AUTHORITY_FILE}}`
    : '';
  return `# application.properties of Spring Boot
spring.datasource.url=jdbc:postgresql://\${PGHOST}:\${PGPORT}/\${PGDATABASE}?sslmode=\${PGSSLMODE:require}${authority}
spring.datasource.username=\${PGUSER}
spring.datasource.password=\${PGPASSWORD}
`;
}

/** Npgsql takes a connection string; its modes are named differently from libpq's. */
export function dotnet(connection: Connection): string {
  const mode = {
    none: 'Disable',
    encrypt: 'Require',
    authority: 'VerifyCA',
    name: 'VerifyFull',
  }[verificationOf(connection)];
  const authority = hasAuthorityFile(connection)
    ? `\n    RootCertificate = Env("${AUTHORITY_FILE}"),`
    : '';
  return `using Npgsql;

string Env(string name) =>
    Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set");

var settings = new NpgsqlConnectionStringBuilder
{
    Host = Env("PGHOST"),
    Port = int.Parse(Env("PGPORT")),
    Database = Env("PGDATABASE"),
    Username = Env("PGUSER"),
    Password = Env("PGPASSWORD"),
    SslMode = SslMode.${mode},${authority}
};
await using var dataSource = NpgsqlDataSource.Create(settings);
`;
}
