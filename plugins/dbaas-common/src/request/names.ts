import { z } from 'zod';

/** Longest identifier that PostgreSQL keeps (NAMEDATALEN - 1). @public */
export const MAX_POSTGRESQL_NAME = 63;

/** A DNS label, as Kubernetes wants for most names. @public */
export const kubernetesName = z
  .string()
  .max(63, { error: 'Use at most 63 characters.' })
  .regex(/^[a-z]([-a-z0-9]*[a-z0-9])?$/, {
    error:
      'Use lower-case letters, digits and dashes; start with a letter and end with a letter or digit.',
  });

const RESERVED_DATABASES = ['postgres', 'template0', 'template1'];
const RESERVED_USERS = ['postgres', 'public', 'streaming_replica', 'none'];

const postgresqlName = z
  .string()
  .max(MAX_POSTGRESQL_NAME, {
    error: `Use at most ${MAX_POSTGRESQL_NAME} characters.`,
  })
  .regex(/^[a-z]([-_a-z0-9]*[a-z0-9])?$/, {
    error:
      'Use lower-case letters, digits, dashes and underscores; start with a letter and end with a letter or digit.',
  });

/** Name of a database inside the server. @public */
export const databaseName = postgresqlName.refine(
  name => !RESERVED_DATABASES.includes(name),
  { error: 'This name belongs to PostgreSQL itself.' },
);

/** Name of a user (login role) of the server. @public */
export const userName = postgresqlName.refine(
  name => !RESERVED_USERS.includes(name) && !name.startsWith('pg_'),
  { error: 'This name belongs to PostgreSQL itself.' },
);

/** A check for arrays: two items must not share the value of a field. */
export function uniqueBy<K extends string>(field: K, what: string) {
  return (
    items: readonly Record<K, string>[],
    context: z.RefinementCtx,
  ): void => {
    const seen = new Set<string>();
    items.forEach((item, index) => {
      if (seen.has(item[field])) {
        context.addIssue({
          code: 'custom',
          path: [index, field],
          message: `There is already a ${what} "${item[field]}".`,
        });
      }
      seen.add(item[field]);
    });
  };
}
