import type { Connection } from '../api/database-service';

type Verification = 'none' | 'encrypt' | 'verify';

/** What a TLS mode of libpq asks for; without one, as PostgreSQL on a platform usually is. */
function verificationOf({ sslMode }: Connection): Verification {
  if (sslMode === 'disable') return 'none';
  return sslMode === 'verify-ca' || sslMode === 'verify-full'
    ? 'verify'
    : 'encrypt';
}

/** node-postgres 8 reads the PG variables, but checks certificates even for `require`. */
export function node(connection: Connection): string {
  const options = {
    none: '',
    encrypt: `{
  // Encrypted; the certificate is not checked, as with sslmode=require.
  ssl: { rejectUnauthorized: false },
}`,
    verify: '{ ssl: true }',
  }[verificationOf(connection)];
  return `import { Pool } from 'pg';

// Host, database, user and password come from PGHOST, PGDATABASE, PGUSER, PGPASSWORD.
const pool = new Pool(${options});
const { rows } = await pool.query('SELECT current_user');
`;
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
export function java(): string {
  return `# application.properties of Spring Boot
spring.datasource.url=jdbc:postgresql://\${PGHOST}:\${PGPORT}/\${PGDATABASE}?sslmode=\${PGSSLMODE:require}
spring.datasource.username=\${PGUSER}
spring.datasource.password=\${PGPASSWORD}
`;
}

/** Npgsql takes a connection string; its modes are named differently from libpq's. */
export function dotnet(connection: Connection): string {
  const mode = { none: 'Disable', encrypt: 'Require', verify: 'VerifyFull' }[
    verificationOf(connection)
  ];
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
    SslMode = SslMode.${mode},
};
await using var dataSource = NpgsqlDataSource.Create(settings);
`;
}
