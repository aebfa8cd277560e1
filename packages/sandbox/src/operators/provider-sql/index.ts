import type { StartOperator } from '../operator';
import { bindKind, type BoundKind } from './external-resource';
import { databaseKind } from './external/database';
import { defaultPrivilegesKind } from './external/default-privileges';
import { extensionKind } from './external/extension';
import { grantKind } from './external/grant';
import { roleKind } from './external/role';
import { schemaKind } from './external/schema';
import { startProviderConfigs } from './provider-config-usage';
import { SqlController } from './sql-controller';
import { SQL_GROUPS } from './sql-group';

/** provider-sql polls every ten minutes; nobody waits for that in front of a screen. */
const POLL_INTERVAL_MS = 30_000;

const KINDS: readonly BoundKind[] = [
  bindKind(databaseKind),
  bindKind(roleKind),
  bindKind(grantKind),
  bindKind(extensionKind),
  bindKind(schemaKind),
  bindKind(defaultPrivilegesKind),
];

export interface ProviderSqlOptions {
  /** How often PostgreSQL is compared with what is wanted, when nothing else happens. */
  pollIntervalMs: number;
}

/** provider-sql for PostgreSQL: both of its API groups, with real SQL. */
export function providerSql({
  pollIntervalMs,
}: ProviderSqlOptions): StartOperator {
  return async ({ platform: client, log }) => {
    const stops = SQL_GROUPS.flatMap(group => [
      ...startProviderConfigs(client, group, log),
      ...KINDS.map(kind =>
        SqlController.start({ client, group, kind, pollIntervalMs, log }),
      ),
    ]);
    return {
      stop: async () => {
        await Promise.all(stops.map(stop => stop()));
      },
    };
  };
}

export const startProviderSql: StartOperator = providerSql({
  pollIntervalMs: POLL_INTERVAL_MS,
});
