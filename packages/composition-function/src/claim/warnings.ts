import type { ManagedDatabase } from '@backstage-dbaas/plugin-dbaas-common';
import type { Context } from '../context';

/** What somebody should know, although everything else can be made. */
export function warningsOf(context: Context): string[] {
  const { claim } = context;
  return [
    ...retainedDatabases(context),
    ...deliveriesWithoutAccess(claim),
    ...ambiguousComponents(claim),
    ...context.placement.warnings,
    ...rememberedValues(context),
  ];
}

function retainedDatabases({ claim, databases }: Context): string[] {
  if (!claim.spec.deletionProtection) return [];
  return databases
    .filter(database => database.retained)
    .map(
      ({ name }) =>
        `spec.databases: database "${name}" is asked for no more and is kept, because deletion protection is on. Set spec.deletionProtection to false to drop it.`,
    );
}

function deliveriesWithoutAccess({ spec }: ManagedDatabase): string[] {
  return spec.delivery.flatMap(({ user, database }, index) => {
    const access = spec.users.find(({ name }) => name === user)?.access ?? [];
    if (access.some(one => one.database === database)) return [];
    return [
      `spec.delivery[${index}].user: user "${user}" has no access to database "${database}", so it cannot connect with these credentials. Add it to spec.users.`,
    ];
  });
}

function ambiguousComponents({ spec }: ManagedDatabase): string[] {
  return spec.dapr.flatMap(({ name, cluster, namespace }, index) => {
    const [first, ...others] = spec.delivery.filter(
      one => one.cluster === cluster && one.namespace === namespace,
    );
    if (others.length === 0) return [];
    return [
      `spec.dapr[${index}].name: more than one Secret is delivered to namespace "${namespace}" of cluster "${cluster}"; component "${name}" uses "${first.secretName}".`,
    ];
  });
}

function rememberedValues({ access }: Context): string[] {
  if (!access.known || access.missing === undefined) return [];
  return [
    `The server is used with the last values that were known: ${access.missing} could not be found.`,
  ];
}
