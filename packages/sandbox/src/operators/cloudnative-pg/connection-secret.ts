/** Where a server listens, and who may enter. */
export interface Login {
  host: string;
  port: number;
  username: string;
  password: string;
  /** `*` for the superuser, who may enter any. */
  database: string;
}

/**
 * The keys of the Secrets `<cluster>-app` and `<cluster>-superuser` of
 * CloudNativePG 1.30. In the sandbox there is no DNS of a cluster, so the short
 * and the full addresses are the same.
 */
export function connectionSecret(login: Login): Record<string, string> {
  const { host, port, username, password, database } = login;
  const address = `${host}:${port}`;
  const uri = `postgresql://${encodeURIComponent(
    username,
  )}:${encodeURIComponent(password)}@${address}/${
    database === '*' ? '*' : encodeURIComponent(database)
  }`;
  const query = new URLSearchParams({ password, user: username });
  const jdbc = `jdbc:postgresql://${address}/${database}?${query}`;
  return {
    username,
    user: username,
    password,
    dbname: database,
    host,
    port: String(port),
    pgpass: `${host}:${port}:${database}:${username}:${password}\n`,
    uri,
    'jdbc-uri': jdbc,
    'fqdn-uri': uri,
    'fqdn-jdbc-uri': jdbc,
  };
}
