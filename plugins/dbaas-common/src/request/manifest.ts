import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { stringify } from 'yaml';
import { ENTITY_LABEL, REQUESTED_BY_ANNOTATION } from '../annotations';
import {
  MANAGED_DATABASE,
  managedDatabaseSchema,
  type ManagedDatabase,
} from './managed-database';

/** Everything that a request needs to become a claim. @public */
export interface DatabaseRequest {
  namespace: string;
  name: string;
  /** Entity ref of the component that will use the database. */
  entityRef?: string;
  /** Entity ref of the person who asks. */
  requestedBy?: string;
  /** Not validated yet. */
  spec: unknown;
}

/** One thing that is wrong with a request. @public */
export interface FieldError {
  /** Dotted path such as `spec.users.0.name`. */
  path: string;
  message: string;
}

/** @public */
export type ParseResult<T> =
  | { ok: true; value: T }
  | { ok: false; errors: FieldError[] };

/** The value of {@link ENTITY_LABEL} for an entity. @public */
export function entityLabelValue(entityRef: string): string {
  const { namespace, kind, name } = parseEntityRef(entityRef, {
    defaultKind: 'component',
    defaultNamespace: 'default',
  });
  return [namespace, kind, name].join('.').toLowerCase();
}

/** The entity ref behind a value of {@link ENTITY_LABEL}, or undefined. @public */
export function entityRefOfLabel(value: string): string | undefined {
  const [namespace, kind, ...name] = value.split('.');
  if (!namespace || !kind || name.length === 0 || name[0] === '')
    return undefined;
  return stringifyEntityRef({ namespace, kind, name: name.join('.') });
}

/** Validates a claim; every error names its field. @public */
export function parseManagedDatabase(
  object: unknown,
): ParseResult<ManagedDatabase> {
  const parsed = managedDatabaseSchema.safeParse(object);
  if (parsed.success) return { ok: true, value: parsed.data };
  return {
    ok: false,
    errors: parsed.error.issues.map(issue => ({
      path: issue.path.map(String).join('.'),
      message: issue.message,
    })),
  };
}

/**
 * The claim for a request, as data: only what differs from the defaults is
 * written, so that a default that changes later reaches everybody who kept it.
 *
 * @public
 */
export function renderManifest(
  request: DatabaseRequest,
): ParseResult<Record<string, unknown>> {
  const { entityRef, requestedBy } = request;
  const parsed = parseManagedDatabase({
    apiVersion: MANAGED_DATABASE.apiVersion,
    kind: MANAGED_DATABASE.kind,
    metadata: {
      name: request.name,
      namespace: request.namespace,
      ...(entityRef && {
        labels: { [ENTITY_LABEL]: entityLabelValue(entityRef) },
      }),
      ...(requestedBy && {
        annotations: { [REQUESTED_BY_ANNOTATION]: requestedBy },
      }),
    },
    spec: withoutUndefined(request.spec),
  });
  if (!parsed.ok) return parsed;
  const { spec, ...envelope } = parsed.value;
  return { ok: true, value: { ...envelope, spec: withoutDefaults(spec) } };
}

/** The bytes that stand in the pull request. @public */
export function serializeManifest(manifest: Record<string, unknown>): string {
  return stringify(manifest, { lineWidth: 100, aliasDuplicateObjects: false });
}

/** Where a claim stands in the GitOps repository. @public */
export function manifestPath(
  cluster: string,
  namespace: string,
  name: string,
): string {
  return `clusters/${cluster}/databases/${namespace}/${name}.yaml`;
}

function withoutDefaults(
  spec: ManagedDatabase['spec'],
): Record<string, unknown> {
  const {
    engine,
    highAvailability,
    deletionProtection,
    databases,
    users,
    schema,
    delivery,
    dapr,
    backup,
    ...rest
  } = spec;
  const lists = {
    users: users.map(({ passwordRotation, ...user }) =>
      withoutEmpty({
        ...user,
        ...(passwordRotation > 0 && { passwordRotation }),
      }),
    ),
    schema: schema.map(withoutFalse),
    delivery,
    dapr,
  };
  return withoutEmpty({
    ...rest,
    ...(highAvailability && { highAvailability }),
    ...(!deletionProtection && { deletionProtection }),
    ...(backup && { backup: changedOfBackup(backup) }),
    databases: databases.map(database => withoutEmpty(database)),
    ...lists,
  });
}

const DEFAULT_BACKUP = { retentionDays: 7, schedule: '0 2 * * *' };

/** Empty is not nothing: without the field there are no backups. */
function changedOfBackup(
  backup: NonNullable<ManagedDatabase['spec']['backup']>,
): object {
  return Object.fromEntries(
    Object.entries(backup).filter(
      ([key, value]) => Reflect.get(DEFAULT_BACKUP, key) !== value,
    ),
  );
}

function withoutFalse<T extends { allowDestructive: boolean }>({
  allowDestructive,
  ...rest
}: T): object {
  return allowDestructive ? { ...rest, allowDestructive } : rest;
}

function withoutEmpty(value: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).filter(
      ([, entry]) =>
        entry !== undefined && !(Array.isArray(entry) && entry.length === 0),
    ),
  );
}

/** Fields that a form left out are absent, not undefined. */
function withoutUndefined(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutUndefined);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, entry]) => entry !== undefined && entry !== null)
      .map(([key, entry]) => [key, withoutUndefined(entry)]),
  );
}
