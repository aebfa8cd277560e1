import { escapeIdentifier } from 'pg';
import { z } from 'zod';
import type {
  Binding,
  SqlExternalResource,
  Observation,
  Outcome,
  SqlKind,
} from '../external-resource';
import type { Session } from './session';

/** Letters of `pg_default_acl.defaclobjtype`. */
const OBJECT_TYPES = {
  table: 'r',
  sequence: 'S',
  function: 'f',
  type: 'T',
  schema: 'n',
} as const;

const defaultPrivilegesSchema = z.object({
  privileges: z.array(z.string().regex(/^[A-Z]+( [A-Z]+)*$/)).min(1),
  targetRole: z.string(),
  objectType: z.enum(['table', 'sequence', 'function', 'type', 'schema']),
  withOption: z.enum(['ADMIN', 'GRANT']).optional(),
  role: z.string({ error: 'role not passed or could not be resolved' }),
  database: z.string().optional(),
  schema: z.string().optional(),
});

type DefaultPrivilegesParameters = z.infer<typeof defaultPrivilegesSchema>;

class ExternalDefaultPrivileges implements SqlExternalResource {
  readonly #wanted: DefaultPrivilegesParameters;
  readonly #session: Session;

  constructor({
    parameters,
    server,
    openSession,
  }: Binding<DefaultPrivilegesParameters>) {
    this.#wanted = parameters;
    this.#session = openSession(parameters.database ?? server.defaultDatabase);
  }

  async observe(): Promise<Observation> {
    const { objectType, role, privileges } = this.#wanted;
    const observed = await this.#session.rows<{ privilege: string }>(
      'cannot select default privileges',
      `SELECT DISTINCT acl.privilege_type AS privilege
       FROM pg_default_acl defaults, aclexplode(defaults.defaclacl) acl
       JOIN pg_roles grantee ON grantee.oid = acl.grantee
       WHERE defaults.defaclobjtype = $1 AND grantee.rolname = $2`,
      [OBJECT_TYPES[objectType], role],
    );
    const found = observed.map(({ privilege }) => privilege).sort();
    // Creating revokes and grants anew, so privileges that are not these do not count as existing.
    return found.length > 0 && found.join() === [...privileges].sort().join()
      ? { exists: true, upToDate: true }
      : { exists: false };
  }

  async create(): Promise<Outcome> {
    const { privileges, withOption, role, objectType } = this.#wanted;
    const option = withOption ? ` WITH ${withOption} OPTION` : '';
    await this.#session.executeTogether('cannot create default privileges', [
      this.#revocation(),
      `${this.#alter()} GRANT ${privileges.join(
        ', ',
      )} ON ${objectType}S TO ${escapeIdentifier(role)}${option}`,
    ]);
    return {};
  }

  async update(): Promise<Outcome> {
    return {};
  }

  async delete(): Promise<void> {
    await this.#session.execute(
      'cannot revoke default privileges',
      this.#revocation(),
    );
  }

  #alter(): string {
    const { targetRole, schema } = this.#wanted;
    const where =
      schema === undefined ? '' : ` IN SCHEMA ${escapeIdentifier(schema)}`;
    return `ALTER DEFAULT PRIVILEGES FOR ROLE ${escapeIdentifier(
      targetRole,
    )}${where}`;
  }

  #revocation(): string {
    const { role, objectType } = this.#wanted;
    return `${this.#alter()} REVOKE ALL ON ${objectType}S FROM ${escapeIdentifier(
      role,
    )}`;
  }
}

/**
 * DefaultPrivileges (provider-sql 0.16). It looks at the role and the type of the
 * objects only, not at schema and target role (crossplane-contrib/provider-sql#458);
 * so two for the same pair of them contend, here as well.
 */
export const defaultPrivilegesKind: SqlKind<DefaultPrivilegesParameters> = {
  kind: 'DefaultPrivileges',
  schema: defaultPrivilegesSchema,
  references: [
    { field: 'role', kind: 'Role' },
    { field: 'database', kind: 'Database' },
  ],
  connect: async binding => new ExternalDefaultPrivileges(binding),
};
