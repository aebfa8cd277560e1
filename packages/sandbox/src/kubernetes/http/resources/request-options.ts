import { z } from 'zod';
import { StatusError } from '../../cluster-client';
import type {
  FieldValidation,
  ListQuery,
  RemoveOptions,
  Selection,
  WatchQuery,
  WriteOptions,
} from '../../resource-api';
import { badRequest } from '../../status-errors';
import { isSet, type ApiRequest } from '../api-request';
import type { IncludeObject } from '../table/table';

const DRY_RUN_ALL = 'All';
const FIELD_VALIDATIONS: readonly FieldValidation[] = [
  'Strict',
  'Warn',
  'Ignore',
];
const INCLUDES: readonly IncludeObject[] = ['None', 'Metadata', 'Object'];
const POLICIES = ['Background', 'Foreground', 'Orphan'] as const;

const deleteOptionsSchema = z.looseObject({
  propagationPolicy: z.enum(POLICIES).optional(),
  orphanDependents: z.boolean().optional(),
  preconditions: z
    .object({
      uid: z.string().optional(),
      resourceVersion: z.string().optional(),
    })
    .optional(),
  dryRun: z.array(z.string()).optional(),
});

export function selectionOf(
  { query }: ApiRequest,
  namespace: string | undefined,
): Selection {
  return {
    namespace,
    labelSelector: query.get('labelSelector') ?? undefined,
    fieldSelector: query.get('fieldSelector') ?? undefined,
  };
}

export function listQueryOf(
  request: ApiRequest,
  namespace: string | undefined,
): ListQuery {
  const { query } = request;
  return {
    ...selectionOf(request, namespace),
    limit: integerOf(query, 'limit') || undefined,
    continue: query.get('continue') || undefined,
    resourceVersion: query.get('resourceVersion') || undefined,
    resourceVersionMatch: query.get('resourceVersionMatch') || undefined,
  };
}

export function watchQueryOf(
  request: ApiRequest,
  namespace: string | undefined,
): WatchQuery {
  const { query } = request;
  return {
    ...selectionOf(request, namespace),
    resourceVersion: query.get('resourceVersion') || undefined,
    sendInitialEvents: query.has('sendInitialEvents')
      ? isSet(query, 'sendInitialEvents')
      : undefined,
    allowBookmarks: isSet(query, 'allowWatchBookmarks'),
  };
}

/** After how long the client wants a watch to end; undefined when it does not care. */
export function timeoutOf({ query }: ApiRequest): number | undefined {
  const seconds = integerOf(query, 'timeoutSeconds');
  return seconds > 0 ? seconds * 1000 : undefined;
}

export function writeOptionsOf(
  request: ApiRequest,
  optionsKind: 'CreateOptions' | 'UpdateOptions' | 'PatchOptions',
): WriteOptions {
  const { query } = request;
  return {
    fieldManager:
      query.get('fieldManager') ||
      defaultManager(request.headers['user-agent']),
    dryRun: dryRunOf(query.getAll('dryRun'), optionsKind),
    fieldValidation: fieldValidationOf(query, optionsKind),
  };
}

/** What a deletion is to do; the body wins over the query, as in API servers. */
export function removeOptionsOf(
  { query }: ApiRequest,
  body: unknown,
): RemoveOptions {
  const fromQuery = {
    ...(query.has('propagationPolicy')
      ? { propagationPolicy: query.get('propagationPolicy') }
      : {}),
    ...(query.has('orphanDependents')
      ? { orphanDependents: isSet(query, 'orphanDependents') }
      : {}),
    ...(query.has('dryRun') ? { dryRun: query.getAll('dryRun') } : {}),
  };
  const { success, data, error } = deleteOptionsSchema.safeParse(
    body ?? fromQuery,
  );
  if (!success) throw invalidOptions('DeleteOptions', z.prettifyError(error));
  const { orphanDependents, preconditions, dryRun = [] } = data;
  const { propagationPolicy } = data;
  if (propagationPolicy !== undefined && orphanDependents !== undefined)
    throw invalidOptions(
      'DeleteOptions',
      'propagationPolicy: Invalid value: orphanDependents and propagationPolicy cannot both be set',
    );
  const legacy = orphanDependents ? 'Orphan' : undefined;
  return {
    propagationPolicy: propagationPolicy ?? legacy,
    preconditions,
    dryRun: dryRunOf(dryRun, 'DeleteOptions'),
  };
}

export function includeObjectOf({ query }: ApiRequest): IncludeObject {
  const given = query.get('includeObject') || 'Metadata';
  const include = INCLUDES.find(value => value === given);
  if (include) return include;
  throw badRequest(
    `includeObject must be one of ${INCLUDES.join(', ')}, not "${given}"`,
  );
}

function integerOf(query: URLSearchParams, name: string): number {
  const text = query.get(name) || '0';
  if (/^\d+$/.test(text)) return Number(text);
  throw badRequest(`${name} must be a non-negative integer, not "${text}"`);
}

function dryRunOf(values: string[], optionsKind: string): boolean {
  const given = values.filter(value => value !== '');
  const unknown = given.find(value => value !== DRY_RUN_ALL);
  if (unknown !== undefined)
    throw invalidOptions(
      optionsKind,
      `dryRun: Unsupported value: "${unknown}": supported values: "${DRY_RUN_ALL}"`,
    );
  return given.length > 0;
}

function fieldValidationOf(
  query: URLSearchParams,
  optionsKind: string,
): FieldValidation {
  const given = query.get('fieldValidation') || 'Warn';
  const validation = FIELD_VALIDATIONS.find(value => value === given);
  if (validation) return validation;
  throw invalidOptions(
    optionsKind,
    `fieldValidation: Unsupported value: "${given}": supported values: ${FIELD_VALIDATIONS.map(
      value => `"${value}"`,
    ).join(', ')}`,
  );
}

export function invalidOptions(
  optionsKind: string,
  problem: string,
): StatusError {
  return new StatusError(
    422,
    'Invalid',
    `${optionsKind}.meta.k8s.io "" is invalid: ${problem}`,
    { group: 'meta.k8s.io', kind: optionsKind },
  );
}

/** A client that names no field manager is known by its name before the slash. */
function defaultManager(userAgent: string | undefined): string | undefined {
  return userAgent?.split('/')[0] || undefined;
}
