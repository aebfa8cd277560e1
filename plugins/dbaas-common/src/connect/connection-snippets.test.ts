import type { Connection } from '../api/database-service';
import { CONNECTION_KEYS } from '../request/connection-keys';
import { BUILT_IN_SNIPPETS, renderSnippets } from './connection-snippets';

const connection: Connection = {
  cluster: 'apps',
  namespace: 'orders',
  secretName: 'orders-db',
  secretKeys: [...CONNECTION_KEYS],
  delivered: true,
  host: 'orders-db-rw.team-orders.svc',
  port: 5432,
  database: 'orders',
  user: 'orders_app',
  daprComponents: [
    { name: 'orders-state', type: 'state.postgresql', scopes: ['orders-api'] },
  ],
};

const snippet = (id: string, change: Partial<Connection> = {}): string =>
  renderSnippets(BUILT_IN_SNIPPETS, { ...connection, ...change }).find(
    one => one.id === id,
  )?.text ?? '';

describe('renderSnippets', () => {
  it('lets a later template replace an earlier one, in its place', () => {
    const own = {
      id: 'node',
      title: 'Node.js at Acme',
      language: 'javascript',
      render: ({ secretName }: Connection) => `acmePool('${secretName}')`,
    };
    const snippets = renderSnippets([...BUILT_IN_SNIPPETS, own], connection);
    expect(snippets).toHaveLength(BUILT_IN_SNIPPETS.length);
    expect(snippets[3]).toEqual({
      id: 'node',
      title: 'Node.js at Acme',
      language: 'javascript',
      text: "acmePool('orders-db')",
    });
  });

  it('offers every stack', () => {
    const ids = renderSnippets(BUILT_IN_SNIPPETS, connection).map(
      ({ id }) => id,
    );
    expect(ids).toEqual([
      'kubernetes',
      'shell',
      'psql',
      'node',
      'python',
      'go',
      'java',
      'dotnet',
      'dapr',
    ]);
  });

  it('leaves out what does not exist', () => {
    expect(snippet('dapr', { daprComponents: [] })).toBe('');
    expect(snippet('shell', { secretKeys: [] })).toBe('');
  });

  it('takes env of a container from the keys that the Secret has', () => {
    expect(snippet('kubernetes', { secretKeys: ['host', 'password'] })).toBe(
      `env:
  - name: PGHOST
    valueFrom:
      secretKeyRef:
        name: orders-db
        key: host
  - name: PGPASSWORD
    valueFrom:
      secretKeyRef:
        name: orders-db
        key: password
`,
    );
  });

  it.each([
    ['a mode of TLS alone', ['host', 'sslmode'], undefined, true],
    ['one that may need a file', ['host', 'sslmode', 'ca'], undefined, false],
    ['one that is known to need none', ['sslmode', 'ca'], 'require', true],
  ])('takes %s as it can be used: %j', (_what, secretKeys, sslMode, used) => {
    const names = snippet('kubernetes', { secretKeys, sslMode });
    expect(names.includes('PGSSLMODE')).toBe(used);
  });

  it('reads the Secret of the right cluster and namespace in a shell', () => {
    expect(snippet('shell', { secretKeys: ['username'] })).toBe(
      `export PGUSER="$(kubectl --context apps --namespace orders get secret orders-db --output 'go-template={{.data.username | base64decode}}')"`,
    );
  });

  it('calls psql with a password that is read when it runs', () => {
    expect(snippet('psql', { sslMode: 'require' })).toBe(
      `PGPASSWORD="$(kubectl --context apps --namespace orders get secret orders-db --output 'go-template={{.data.password | base64decode}}')" \\
  psql 'host=orders-db-rw.team-orders.svc port=5432 dbname=orders user=orders_app sslmode=require'`,
    );
  });

  it('quotes names that a shell or libpq would take apart', () => {
    const text = snippet('psql', {
      user: `o'brien x`,
      secretKeys: [],
      host: undefined,
      port: undefined,
    });
    expect(text).toBe(`psql 'dbname=orders user='\\''o\\'\\''brien x'\\'''`);
  });

  it.each([
    ['disable', 'new Pool()', 'SslMode.Disable'],
    ['require', 'rejectUnauthorized: false', 'SslMode.Require'],
    [undefined, 'rejectUnauthorized: false', 'SslMode.Require'],
    ['verify-ca', 'ssl: true', 'SslMode.VerifyCA'],
    ['verify-full', 'ssl: true', 'SslMode.VerifyFull'],
  ])('encrypts as TLS mode %s asks for', (sslMode, node, dotnet) => {
    const secretKeys = ['host', 'password', 'sslmode'];
    expect(snippet('node', { sslMode, secretKeys })).toContain(node);
    expect(snippet('dotnet', { sslMode, secretKeys })).toContain(dotnet);
  });

  describe('with an authority in the Secret', () => {
    const verifies = { sslMode: 'verify-ca', secretKeys: ['sslmode', 'ca'] };

    it('mounts it as a file beside the variables', () => {
      expect(snippet('kubernetes', verifies)).toBe(
        `# env and volumeMounts are fields of the container, volumes is one of the pod.
# If the key ca is empty, the authority is a public one: write system in place of the file.
env:
  - name: PGSSLMODE
    valueFrom:
      secretKeyRef:
        name: orders-db
        key: sslmode
  - name: PGSSLROOTCERT
    value: /etc/orders-db/ca.pem
volumeMounts:
  - name: orders-db
    mountPath: /etc/orders-db
    readOnly: true
volumes:
  - name: orders-db
    secret:
      secretName: orders-db
      items:
        - key: ca
          path: ca.pem
`,
      );
    });

    it.each([
      ['shell', 'export PGSSLROOTCERT="$PWD/orders-db-ca.pem"'],
      ['psql', 'sslmode=verify-ca sslrootcert=orders-db-ca.pem'],
      ['node', "ca: readFileSync(process.env.PGSSLROOTCERT, 'utf8')"],
      ['java', '&sslrootcert=${PGSSLROOTCERT}'],
      ['dotnet', 'RootCertificate = Env("PGSSLROOTCERT")'],
    ])('verifies with that file: %s', (id, text) => {
      expect(snippet(id, verifies)).toContain(text);
      expect(snippet(id, { ...verifies, sslMode: 'require' })).not.toContain(
        text,
      );
    });

    it.each(['shell', 'psql'])('writes the file before it is used: %s', id => {
      const text = snippet(id, verifies);
      const written = text.indexOf(
        "'go-template={{.data.ca | base64decode}}' > orders-db-ca.pem",
      );
      expect(written).toBeGreaterThan(0);
      expect(text.lastIndexOf('orders-db-ca.pem')).toBeGreaterThan(
        text.indexOf('orders-db-ca.pem', written),
      );
    });

    it.each([
      ['verify-ca', true],
      ['verify-full', false],
    ])('lets the name of the server be another with %s: %j', (sslMode, may) => {
      const text = snippet('node', { ...verifies, sslMode });
      expect(text.includes('checkServerIdentity')).toBe(may);
    });
  });

  it.each([
    ['state.postgresql', 'http://localhost:3500/v1.0/state/things/greeting'],
    ['bindings.postgresql', 'http://localhost:3500/v1.0/bindings/things'],
    [
      'configuration.postgresql',
      `'http://localhost:3500/v1.0/configuration/things?key=greeting'`,
    ],
    ['pubsub.other', '# A component of type pubsub.other'],
  ])('calls a Dapr component of type %s', (type, call) => {
    const text = snippet('dapr', {
      daprComponents: [{ name: 'things', type, scopes: ['orders-api'] }],
    });
    expect(text).toContain('# things, for orders-api');
    expect(text).toContain(call);
  });
});
