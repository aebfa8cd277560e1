import { escapeIdentifier } from 'pg';
import type {
  Binding,
  SqlExternalResource,
  Observation,
  Outcome,
  SqlKind,
} from '../external-resource';
import {
  grantSchema,
  grantTarget,
  isGranted,
  type GrantedPrivilege,
  type GrantParameters,
} from './grant-target';
import type { Session } from './session';

const WITH_INHERIT_OPTION = 160_000;

class ExternalPrivileges implements SqlExternalResource {
  readonly #wanted: GrantParameters;

  constructor(
    { parameters }: Binding<GrantParameters>,
    private readonly session: Session,
    private readonly serverVersion: number,
  ) {
    this.#wanted = parameters;
  }

  async observe(): Promise<Observation> {
    const target = grantTarget(this.#wanted, this.serverVersion);
    const granted = await this.session.rows<GrantedPrivilege>(
      'cannot select grant',
      target.observed.text,
      [this.#wanted.role, ...target.observed.values],
    );
    return isGranted(granted, target, this.#wanted)
      ? { exists: true, upToDate: true }
      : { exists: false };
  }

  async create(): Promise<Outcome> {
    const { role, withOption, revokePublicOnDb } = this.#wanted;
    const option = withOption ? ` WITH ${withOption} OPTION` : '';
    const { clause, columns, revokePublic } = grantTarget(
      this.#wanted,
      this.serverVersion,
    );
    await this.session.executeTogether('cannot create grant', [
      this.#revocation(),
      `GRANT ${this.#privileges(columns)} ON ${clause} TO ${escapeIdentifier(
        role,
      )}${option}`,
      ...(revokePublic && revokePublicOnDb ? [revokePublic] : []),
    ]);
    return {};
  }

  async update(): Promise<Outcome> {
    return {};
  }

  async delete(): Promise<void> {
    await this.session.execute('cannot revoke grant', this.#revocation());
  }

  #revocation(): string {
    const { clause, columns } = grantTarget(this.#wanted, this.serverVersion);
    return `REVOKE ${this.#privileges(
      columns,
    )} ON ${clause} FROM ${escapeIdentifier(this.#wanted.role)}`;
  }

  #privileges(columns: string | undefined): string {
    const suffix = columns === undefined ? '' : ` (${columns})`;
    return this.#wanted.privileges
      .map(privilege => `${privilege}${suffix}`)
      .join(', ');
  }
}

class ExternalMembership implements SqlExternalResource {
  readonly #wanted: GrantParameters;

  constructor(
    { parameters }: Binding<GrantParameters>,
    private readonly session: Session,
    private readonly memberOf: string,
    serverVersion: number,
  ) {
    if (parameters.database !== undefined || parameters.privileges.length > 0) {
      throw new Error(
        'cannot set privileges or database in the same grant as memberOf',
      );
    }
    if (
      parameters.withInherit !== undefined &&
      serverVersion < WITH_INHERIT_OPTION
    ) {
      throw new Error(
        `withInherit requires PostgreSQL 16 or later (server version ${serverVersion})`,
      );
    }
    this.#wanted = parameters;
  }

  async observe(): Promise<Observation> {
    const { role, withOption, withInherit } = this.#wanted;
    const values: unknown[] = [role, this.memberOf, withOption === 'ADMIN'];
    const inherit =
      withInherit === undefined ? '' : ' AND m.inherit_option = $4';
    const found = await this.session.rows(
      'cannot select grant',
      `SELECT 1 FROM pg_auth_members m
       JOIN pg_roles granted ON granted.oid = m.roleid JOIN pg_roles member ON member.oid = m.member
       WHERE member.rolname = $1 AND granted.rolname = $2 AND m.admin_option = $3${inherit}`,
      withInherit === undefined ? values : [...values, withInherit],
    );
    return found.length > 0
      ? { exists: true, upToDate: true }
      : { exists: false };
  }

  async create(): Promise<Outcome> {
    const { role, withOption, withInherit } = this.#wanted;
    const options = [
      ...(withOption ? [`${withOption} OPTION`] : []),
      ...(withInherit === undefined
        ? []
        : [`INHERIT ${withInherit ? 'TRUE' : 'FALSE'}`]),
    ];
    const suffix = options.length > 0 ? ` WITH ${options.join(', ')}` : '';
    await this.session.executeTogether('cannot create grant', [
      this.#revocation(),
      `GRANT ${escapeIdentifier(this.memberOf)} TO ${escapeIdentifier(
        role,
      )}${suffix}`,
    ]);
    return {};
  }

  async update(): Promise<Outcome> {
    return {};
  }

  async delete(): Promise<void> {
    await this.session.execute('cannot revoke grant', this.#revocation());
  }

  #revocation(): string {
    return `REVOKE ${escapeIdentifier(this.memberOf)} FROM ${escapeIdentifier(
      this.#wanted.role,
    )}`;
  }
}

/**
 * Grant (provider-sql 0.16): privileges on objects, or membership in another role.
 * It exists when exactly what is asked for was granted; there is nothing to update.
 */
export const grantKind: SqlKind<GrantParameters> = {
  kind: 'Grant',
  schema: grantSchema,
  references: [
    { field: 'role', kind: 'Role' },
    { field: 'database', kind: 'Database' },
    { field: 'schema', kind: 'Schema' },
    { field: 'memberOf', kind: 'Role' },
  ],
  connect: async binding => {
    const { parameters, server, openSession } = binding;
    const session = openSession(parameters.database || server.defaultDatabase);
    const [{ version }] = await session.rows<{ version: number }>(
      'cannot get server version',
      `SELECT current_setting('server_version_num')::int AS version`,
    );
    return parameters.memberOf === undefined
      ? new ExternalPrivileges(binding, session, version)
      : new ExternalMembership(binding, session, parameters.memberOf, version);
  },
};
