import { redactMessage, redactObject, redactText } from './redact';

const SECRET = 'hunter2';
const base64 = (text: string) => Buffer.from(text).toString('base64');

/** The text with everything in it that can be decoded from base64. */
function readable(text: string): string {
  const runs = text.match(/[A-Za-z0-9+/]{8,}={0,2}/g) ?? [];
  return [text, ...runs.map(run => Buffer.from(run, 'base64').toString())].join(
    ' ',
  );
}

describe('redactText', () => {
  it.each([
    ['a URL', `cannot reach postgres://app:${SECRET}@db:5432/orders`],
    [
      'a URL with special characters in the password',
      `postgresql://app:${SECRET}@${SECRET}/x'@db/orders`,
    ],
    ['a URL without a user', `redis://:${SECRET}@cache:6379`],
    ['a URL of a broker', `amqps://app:${SECRET}@mq.internal:5671/vhost`],
    ['a URL with a query', `postgresql://db/orders?user=a&password=${SECRET}`],
    [
      'a URL in a URL',
      `GET /x?dsn=postgresql%3A%2F%2Fapp%3A${SECRET}%40db%3A5432%2Forders: 400`,
    ],
    ['an encoded field', `connect?dsn=host%3Ddb%20password%3D${SECRET}`],
    [
      'what Go says of a URL with # in the password',
      `parse "postgres://app:x": invalid port ":${SECRET}" after host`,
    ],
    ['a JDBC URL', `jdbc:postgresql://db/orders?user=app&password=${SECRET}`],
    ['libpq fields', `host=db user=app password=${SECRET} dbname=orders`],
    ['quoted libpq fields', `password='${SECRET} ${SECRET}' dbname=x`],
    ['escaped quotes of libpq', `password='it\\'s ${SECRET}' dbname=x`],
    ['a password file', `orders-db-rw:5432:orders:app:${SECRET}`],
    ['ADO fields', `Host=db;Username=app;Password=${SECRET};Database=x`],
    ['JSON', `{"password": "${SECRET}"}`],
    ['JSON in a sentence', `cannot apply {"user":"a","password":"${SECRET}"}`],
    ['JSON in JSON', `{"m":"{\\"password\\":\\"${SECRET} x\\"}"} and more`],
    ['JSON that was cut', `cannot apply {"user":"a","password":"${SECRET}`],
    ['an environment', `PGPASSWORD=${SECRET} psql -h db`],
    ['YAML', `user: app\npassword: ${SECRET}\nhost: db`],
    ['YAML with words', `user: app\npassword: my ${SECRET} phrase\nhost: db`],
    ['a YAML block', `password: |\n  ${SECRET}\n  ${SECRET}\nhost: db`],
    ['a Go map', `map[password:${SECRET} username:app]`],
    ['SQL', `ALTER ROLE app WITH ENCRYPTED PASSWORD '${SECRET}'`],
    ['SQL with quotes', `CREATE ROLE x PASSWORD 'it''s ${SECRET}' LOGIN`],
    ['SQL with escapes', `CREATE ROLE x PASSWORD E'${SECRET}'`],
    ['SQL with dollars', `CREATE ROLE x PASSWORD $p$${SECRET}$p$`],
    ['SQL that was cut', `executed: ALTER ROLE x PASSWORD '${SECRET}`],
    [
      'the verifier of a password',
      `PASSWORD SCRAM-SHA-256$4096:${SECRET}$hunter:hunter=`,
    ],
    ['a token', `Authorization: Bearer ${SECRET}`],
    ['a token of a forge', `https://ghp_${SECRET}aaaaaaaaaaaaaaaaaaaa@forge/x`],
    [
      'base64',
      `data: uri: ${base64(`postgresql://app:${SECRET}@db:5432/orders`)}`,
    ],
    [
      'a Secret as text',
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Secret',
        data: { anything: base64(SECRET) },
      }),
    ],
  ])('takes the secret out of %s', (_what, text) => {
    expect(readable(redactText(text))).not.toMatch(/hunter/);
  });

  it.each([
    'password authentication failed for user "app"',
    'cannot get credentials Secret: secrets "orders-db" not found',
    'secret not found',
    'dial tcp 10.0.0.1:5432: connection refused',
    'could not get secret data from provider',
    'using cluster store "dbaas" is not allowed from namespace "orders": denied by spec.condition',
    'spec.passwordSecretRef.name: Required value',
    'ERROR: column "password" of relation "users" already exists',
    'CREATE TABLE users (id bigint, password text NOT NULL)',
    'cannot connect to postgres://app@db:5432/orders',
    'the password of role "app" was changed 3 minutes ago',
    '7d865e959b2466918c9863afca942d0fb89d7c9ac0c99bafc3749504ded97730',
    '{"reason":"NotFound","details":{"name":"orders-db"}}',
    'ghcr.io/cloudnative-pg/postgresql:17.6',
    '2026-11-20T12:00:00Z',
  ])('leaves %j alone', text => {
    expect(redactText(text)).toBe(text);
  });

  it('keeps what helps to find the cause', () => {
    expect(
      redactText('failed: postgres://app:x@db:5432/orders?sslmode=require'),
    ).toBe('failed: postgres://••••:••••@db:5432/orders?sslmode=require');
    expect(redactText('host=db password=x dbname=orders')).toBe(
      'host=db password=•••• dbname=orders',
    );
    expect(
      redactText('not authorized: arn:aws:rds:eu-west-1:123456789012:db:x'),
    ).toBe('not authorized: arn:aws:rds:eu-west-1:••••:db:x');
  });
});

it('cuts long messages', () => {
  const text = redactMessage('word '.repeat(2_000));
  expect(text).toHaveLength(1_000);
  expect(text.endsWith('…')).toBe(true);
});

it('never cuts a secret in two', () => {
  const url = `postgres://app:${SECRET}@db`;
  for (let at = 3_960; at < 4_000; at++) {
    const long = `${'password=x '.repeat(400).slice(0, at)} ${url}`;
    expect(redactMessage(long)).not.toContain('hunt');
  }
});

describe('redactObject', () => {
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: 'x',
      annotations: {
        'kubectl.kubernetes.io/last-applied-configuration': SECRET,
        kept: 'yes',
      },
    },
    data: { password: base64(SECRET), ca: base64(SECRET) },
    stringData: { uri: SECRET },
  };

  it.each<[string, object]>([
    ['a Secret', secret],
    ['a list of Secrets', { kind: 'List', items: [secret] }],
    [
      'an Object that carries a Secret',
      {
        kind: 'Object',
        spec: { forProvider: { manifest: secret } },
        status: { atProvider: { manifest: secret } },
      },
    ],
    ['an annotation', { annotations: { copy: JSON.stringify(secret) } }],
    [
      'an Event',
      { kind: 'Event', message: `dial postgres://a:${SECRET}@db: refused` },
    ],
    ['a field', { spec: { credentials: { password: SECRET } } }],
    [
      'the environment of a container',
      { env: [{ name: 'PGPASSWORD', value: SECRET }] },
    ],
    [
      'the metadata of a Dapr component',
      {
        metadata: [
          { name: 'password', value: SECRET },
          { name: 'connectionString', value: `host=db password=${SECRET}` },
        ],
      },
    ],
    [
      'a fake secret store',
      {
        provider: { fake: { data: [{ key: '/db/password', value: SECRET }] } },
      },
    ],
  ])('takes the secret out of %s', (_what, object) => {
    expect(readable(JSON.stringify(redactObject(object)))).not.toMatch(
      /hunter/,
    );
  });

  it('leaves the rest as it is', () => {
    const harmless = {
      spec: {
        size: 3,
        secretKeyRef: { name: 'orders-db', key: 'password' },
        data: [{ secretKey: 'password', remoteRef: { key: 'k' } }],
        env: [{ name: 'PGHOST', value: 'db' }],
      },
    };
    expect(redactObject(harmless)).toEqual(harmless);
    expect(redactObject(secret)).toMatchObject({
      data: { password: '••••' },
      metadata: { annotations: { kept: 'yes' } },
    });
  });
});
