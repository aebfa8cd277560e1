import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import {
  startController,
  type ReconcileKey,
} from '../../controllers/controller';
import type { ObjectRef } from '../../kubernetes/cluster-client';
import type { OperatorContext, StartOperator } from '../operator';
import { Dependencies } from '../dependencies';
import { desiredStateChanges } from './desired-state';
import { bindKind, type BoundKind } from './external-resource';
import { databaseKind } from './external/database';
import { defaultPrivilegesKind } from './external/default-privileges';
import { extensionKind } from './external/extension';
import { grantKind } from './external/grant';
import { roleKind } from './external/role';
import { schemaKind } from './external/schema';
import { ManagedReconciler } from './managed-reconciler';
import { startProviderConfigs } from './provider-config-usage';
import { kindOf, SECRET, SQL_GROUPS, type SqlGroup } from './sql-group';

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
  return async context => {
    const { platform, log } = context;
    const stops = SQL_GROUPS.flatMap(group => [
      ...startProviderConfigs(platform, group, log),
      ...KINDS.map(kind => startKind(context, group, kind, pollIntervalMs)),
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

function startKind(
  { platform, log }: OperatorContext,
  group: SqlGroup,
  kind: BoundKind,
  pollIntervalMs: number,
): () => Promise<void> {
  const dependencies = new Dependencies();
  const reconciler = new ManagedReconciler({
    client: platform,
    group,
    kind,
    pollIntervalMs,
    onDependency: ({ ref }, dependency) =>
      dependencies.add(keyOf(ref), dependency),
  });
  const dependents = (object: KubernetesObject) =>
    dependencies.dependentsOf(object);
  const providerConfigs = group.providerConfigKinds.map(name =>
    kindOf(group, name),
  );
  return startController({
    name: `provider-sql/${kind.kind.toLowerCase()}`,
    client: platform,
    for: kindOf(group, kind.kind),
    predicate: desiredStateChanges(),
    // The original would notice at its next poll.
    watches: [SECRET, ...providerConfigs].map(watched => ({
      client: platform,
      kind: watched,
      map: dependents,
    })),
    reconcile: (_key, object) => reconciler.reconcile(object),
    log,
  });
}

function keyOf({ namespace, name }: ObjectRef): ReconcileKey {
  return namespace === undefined ? { name } : { namespace, name };
}
