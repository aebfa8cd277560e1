import { escapeIdentifier } from 'pg';
import { z } from 'zod';
import { scramVerifier } from '../../../postgres/scram';
import type {
  Binding,
  SqlExternalResource,
  Observation,
  Outcome,
  SqlKind,
} from '../external-resource';
import { RolePassword, rolePasswordShape } from './role-password';
import {
  parseRoleSetting,
  roleSettingSchema,
  sameSettings,
  settingStatements,
  type RoleSetting,
} from './role-settings';
import type { Session } from './session';

/** Fields of `privileges` with their column and their clause, in the order of provider-sql. */
const PRIVILEGES = [
  ['superUser', 'rolsuper', 'SUPERUSER'],
  ['inherit', 'rolinherit', 'INHERIT'],
  ['createDb', 'rolcreatedb', 'CREATEDB'],
  ['createRole', 'rolcreaterole', 'CREATEROLE'],
  ['login', 'rolcanlogin', 'LOGIN'],
  ['replication', 'rolreplication', 'REPLICATION'],
  ['bypassRls', 'rolbypassrls', 'BYPASSRLS'],
] as const;

type PrivilegeName = (typeof PRIVILEGES)[number][0];
type Privileges = Partial<Record<PrivilegeName, boolean>>;

const roleSchema = z.object({
  connectionLimit: z.number().int().optional(),
  privileges: z
    .partialRecord(z.enum(PRIVILEGES.map(([name]) => name)), z.boolean())
    .default({}),
  configurationParameters: z.array(roleSettingSchema).optional(),
  ...rolePasswordShape,
});

type RoleParameters = z.infer<typeof roleSchema>;

interface ObservedRole {
  privileges: Required<Privileges>;
  connectionLimit: number;
  settings: RoleSetting[];
}

class ExternalRole implements SqlExternalResource {
  readonly #binding: Binding<RoleParameters>;
  readonly #wanted: RoleParameters;
  readonly #session: Session;
  readonly #password: RolePassword;
  /** Quoted. */
  readonly #name: string;

  constructor(binding: Binding<RoleParameters>) {
    this.#binding = binding;
    this.#wanted = binding.parameters;
    this.#name = escapeIdentifier(binding.externalName);
    this.#session = binding.openSession(binding.server.defaultDatabase);
    this.#password = new RolePassword(binding);
  }

  async observe(): Promise<Observation> {
    const observed = await this.#observed();
    if (!observed) return { exists: false };
    const { privileges, connectionLimit, configurationParameters } =
      this.#wanted;
    const missing = PRIVILEGES.filter(
      ([name]) => privileges[name] === undefined,
    );
    return {
      exists: true,
      upToDate: !(await this.#password.isDue()) && this.#matches(observed),
      lateInitialize: {
        ...(missing.length > 0 && {
          privileges: Object.fromEntries(
            missing.map(([name]) => [name, observed.privileges[name]]),
          ),
        }),
        ...(connectionLimit === undefined && {
          connectionLimit: observed.connectionLimit,
        }),
      },
      atProvider: {
        privilegesAsClauses: clauses(observed.privileges),
        ...(observed.settings.length > 0 || configurationParameters
          ? { configurationParameters: observed.settings }
          : {}),
      },
    };
  }

  async create(): Promise<Outcome> {
    const {
      privileges,
      connectionLimit,
      configurationParameters: settings,
    } = this.#wanted;
    const password = await this.#password.next();
    const limit =
      connectionLimit === undefined
        ? []
        : [`CONNECTION LIMIT ${connectionLimit}`];
    const options = [...clauses(privileges), ...limit].join(' ');
    await this.#session.execute(
      'cannot create role',
      `CREATE ROLE ${this.#name} PASSWORD '${scramVerifier(
        password,
      )}' ${options}`,
    );
    if (settings) {
      await this.#session.executeTogether(
        'cannot set role configuration parameters',
        settingStatements(this.#name, settings),
      );
    }
    return { connectionDetails: this.#connectionDetails(password) };
  }

  async update(): Promise<Outcome> {
    const observed = await this.#observed();
    const password = (await this.#password.isDue())
      ? await this.#password.next()
      : undefined;
    const {
      privileges,
      connectionLimit,
      configurationParameters: settings,
    } = this.#wanted;
    const changed = observed
      ? Object.fromEntries(
          Object.entries(privileges).filter(
            ([name, value]) => !isObserved(observed, name, value),
          ),
        )
      : privileges;
    const options = [
      ...clauses(changed),
      ...(password === undefined
        ? []
        : [`PASSWORD '${scramVerifier(password)}'`]),
      ...(connectionLimit === undefined
        ? []
        : [`CONNECTION LIMIT ${connectionLimit}`]),
    ];
    await this.#session.executeTogether('cannot update role', [
      ...(options.length > 0
        ? [`ALTER ROLE ${this.#name} ${options.join(' ')}`]
        : []),
      ...(settings && !sameSettings(settings, observed?.settings ?? [])
        ? settingStatements(this.#name, settings)
        : []),
    ]);
    if (password === undefined) return {};
    return {
      connectionDetails: this.#connectionDetails(password),
      atProvider: { lastPasswordChange: new Date().toISOString() },
    };
  }

  async delete(): Promise<void> {
    await this.#session.execute(
      'cannot drop role',
      `DROP ROLE IF EXISTS ${this.#name}`,
    );
  }

  async #observed(): Promise<ObservedRole | undefined> {
    const columns = PRIVILEGES.map(
      ([name, column]) => `'${name}', ${column}`,
    ).join(', ');
    const [row] = await this.#session.rows<{
      privileges: Required<Privileges>;
      connectionLimit: number;
      settings: string[] | null;
    }>(
      'cannot select role',
      `SELECT json_build_object(${columns}) AS privileges, rolconnlimit AS "connectionLimit", rolconfig AS settings
       FROM pg_roles WHERE rolname = $1`,
      [this.#binding.externalName],
    );
    return (
      row && { ...row, settings: (row.settings ?? []).map(parseRoleSetting) }
    );
  }

  #matches(observed: ObservedRole): boolean {
    const {
      privileges,
      connectionLimit,
      configurationParameters: settings,
    } = this.#wanted;
    return (
      Object.entries(privileges).every(([name, value]) =>
        isObserved(observed, name, value),
      ) &&
      (connectionLimit === undefined ||
        connectionLimit === observed.connectionLimit) &&
      (settings === undefined || sameSettings(settings, observed.settings))
    );
  }

  #connectionDetails(password: string): Record<string, string> {
    const { host, port } = this.#binding.server.login;
    return {
      username: this.#binding.externalName,
      password,
      endpoint: host,
      port: String(port),
    };
  }
}

function isObserved(
  { privileges }: ObservedRole,
  name: string,
  value: boolean | undefined,
): boolean {
  return (
    new Map<string, boolean>(Object.entries(privileges)).get(name) === value
  );
}

function clauses(privileges: Privileges): string[] {
  return PRIVILEGES.flatMap(([name, , clause]) => {
    const value = privileges[name];
    if (value === undefined) return [];
    return [value ? clause : `NO${clause}`];
  });
}

/**
 * Role (provider-sql 0.16). Its connection Secret is written when the role is made
 * or gets another password, and never read back.
 */
export const roleKind: SqlKind<RoleParameters> = {
  kind: 'Role',
  schema: roleSchema,
  references: [],
  connect: async binding => new ExternalRole(binding),
};
