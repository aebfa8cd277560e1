import type { z } from 'zod';

/** The parts of a spec that name each other. */
interface NamedParts {
  databases: readonly { name: string }[];
  users: readonly { name: string; access: readonly { database: string }[] }[];
  schema: readonly { database: string }[];
  delivery: readonly {
    cluster: string;
    namespace: string;
    user: string;
    database: string;
  }[];
  dapr: readonly { cluster: string; namespace: string }[];
}

/** A check of specs: what one part names is there in another. */
export function checkReferences(
  spec: NamedParts,
  context: z.RefinementCtx,
): void {
  const databases = new Set(spec.databases.map(database => database.name));
  const users = new Set(spec.users.map(user => user.name));
  const requireKnown = (
    known: Set<string>,
    what: string,
    name: string,
    path: PropertyKey[],
  ) => {
    if (known.has(name)) return;
    context.addIssue({
      code: 'custom',
      path,
      message: `There is no ${what} "${name}" in this request.`,
    });
  };
  spec.users.forEach((user, i) =>
    user.access.forEach((access, j) =>
      requireKnown(databases, 'database', access.database, [
        'users',
        i,
        'access',
        j,
        'database',
      ]),
    ),
  );
  spec.schema.forEach((schema, i) =>
    requireKnown(databases, 'database', schema.database, [
      'schema',
      i,
      'database',
    ]),
  );
  spec.delivery.forEach((delivery, i) => {
    requireKnown(databases, 'database', delivery.database, [
      'delivery',
      i,
      'database',
    ]);
    requireKnown(users, 'user', delivery.user, ['delivery', i, 'user']);
  });
  spec.dapr.forEach((component, i) => {
    const delivered = spec.delivery.some(
      delivery =>
        delivery.cluster === component.cluster &&
        delivery.namespace === component.namespace,
    );
    if (!delivered) {
      context.addIssue({
        code: 'custom',
        path: ['dapr', i, 'namespace'],
        message: `No credentials are delivered to namespace "${component.namespace}" of cluster "${component.cluster}", so a Dapr component there could not connect.`,
      });
    }
  });
}
