import { redactMessage, redactObject, redactText } from './redact';

const SECRET = 'hunter2';

describe('redactText', () => {
  it.each([
    [
      'a connection string',
      `cannot reach postgres://app:${SECRET}@db:5432/orders`,
    ],
    [
      'a password with special characters',
      `postgresql://app:${SECRET}@${SECRET}/x@db/orders`,
    ],
    ['libpq fields', `host=db user=app password=${SECRET} dbname=orders`],
    ['quoted fields', `password='${SECRET} ${SECRET}' dbname=x`],
    ['JSON', `{"password": "${SECRET}"}`],
    ['an environment', `PGPASSWORD=${SECRET}`],
    ['SQL', `ALTER ROLE app WITH PASSWORD '${SECRET}'`],
    ['a token', `Authorization: Bearer ${SECRET}`],
  ])('takes the secret out of %s', (_what, text) => {
    expect(redactText(text)).not.toContain(SECRET);
  });

  it.each([
    'password authentication failed for user "app"',
    'cannot get credentials Secret: secrets "orders-db" not found',
    'dial tcp 10.0.0.1:5432: connection refused',
  ])('leaves %j alone', text => {
    expect(redactText(text)).toBe(text);
  });
});

it('cuts long messages', () => {
  const text = redactMessage('x'.repeat(5_000));
  expect(text).toHaveLength(1_000);
  expect(text.endsWith('…')).toBe(true);
});

it('takes the values of Secrets out of objects at any depth', () => {
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
    data: { password: SECRET },
    stringData: { uri: SECRET },
  };
  const redacted = redactObject({
    kind: 'Object',
    status: { atProvider: { manifest: secret } },
    spec: { url: `postgres://a:${SECRET}@b/c`, password: SECRET, size: 3 },
  });
  expect(JSON.stringify(redacted)).not.toContain(SECRET);
  expect(redacted).toMatchObject({
    spec: { size: 3 },
    status: {
      atProvider: {
        manifest: {
          data: { password: '••••' },
          metadata: { annotations: { kept: 'yes' } },
        },
      },
    },
  });
});
