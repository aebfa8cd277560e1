import { StatusError } from './cluster-client';
import type { ResourceType } from './resource-api';
import type { Cause } from './schema/cause';

type TypeName = Pick<ResourceType, 'group' | 'plural' | 'kind'>;

/** `manageddatabases.dbaas.dev`, or only the plural in the core group. */
export function resourceName({
  group,
  plural,
}: Pick<ResourceType, 'group' | 'plural'>): string {
  return group === '' ? plural : `${plural}.${group}`;
}

export function badRequest(message: string): StatusError {
  return new StatusError(400, 'BadRequest', message);
}

export function notFound(type: TypeName, name: string): StatusError {
  return new StatusError(
    404,
    'NotFound',
    `${resourceName(type)} "${name}" not found`,
    {
      name,
      group: type.group,
      kind: type.plural,
    },
  );
}

export function alreadyExists(type: TypeName, name: string): StatusError {
  return new StatusError(
    409,
    'AlreadyExists',
    `${resourceName(type)} "${name}" already exists`,
    {
      name,
      group: type.group,
      kind: type.plural,
    },
  );
}

export function conflict(
  type: TypeName,
  name: string,
  problem: string,
): StatusError {
  return new StatusError(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${resourceName(
      type,
    )} "${name}": ${problem}`,
    {
      name,
      group: type.group,
      kind: type.plural,
    },
  );
}

/** The conflict of a stale `metadata.resourceVersion`. */
export function modified(type: TypeName, name: string): StatusError {
  return conflict(
    type,
    name,
    'the object has been modified; please apply your changes to the latest version and try again',
  );
}

export function forbidden(
  type: TypeName,
  name: string,
  problem: string,
  causes?: Cause[],
): StatusError {
  return new StatusError(
    403,
    'Forbidden',
    `${resourceName(type)} "${name}" is forbidden: ${problem}`,
    {
      name,
      group: type.group,
      kind: type.plural,
      causes,
    },
  );
}

/** Refuses an object because of its fields; kubectl prints the causes one by one. */
export function invalid(
  type: TypeName,
  name: string,
  causes: Cause[],
): StatusError {
  const kind = type.group === '' ? type.kind : `${type.kind}.${type.group}`;
  const lines = causes.map(({ field, message }) =>
    field === '' ? `<nil>: ${message}` : `${field}: ${message}`,
  );
  const list = lines.length === 1 ? lines[0] : `[${lines.join(', ')}]`;
  return new StatusError(
    422,
    'Invalid',
    `${kind} "${name}" is invalid: ${list}`,
    {
      name,
      group: type.group,
      kind: type.kind,
      causes,
    },
  );
}

export function expired(message: string): StatusError {
  return new StatusError(410, 'Expired', message);
}

export function methodNotAllowed(type: TypeName, verb: string): StatusError {
  return new StatusError(
    405,
    'MethodNotAllowed',
    `${verb} is not supported on resources of kind "${resourceName(type)}"`,
    {
      group: type.group,
      kind: type.plural,
    },
  );
}
