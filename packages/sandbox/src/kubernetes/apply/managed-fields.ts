import { z } from 'zod';
import {
  kubernetesObjectSchema,
  type KubernetesObject,
} from '@backstage-dbaas/plugin-dbaas-common';
import { StatusError } from '../cluster-client';
import type { JsonSchema } from '../schema/json-schema';
import type { Cause } from '../schema/cause';
import { compareObjects, type Comparison } from './compare';
import { FieldSet, fieldSetOf, type FieldPath } from './field-set';
import { mergeApplied, removeUnowned } from './merge';

const entrySchema = z.object({
  manager: z.string().default(''),
  operation: z.enum(['Apply', 'Update']),
  apiVersion: z.string(),
  time: z.string().optional(),
  subresource: z.string().optional(),
  fieldsV1: z.unknown(),
});

/** Who writes: the identity under which fields are owned. */
export interface Writer {
  manager: string;
  operation: 'Apply' | 'Update';
  apiVersion: string;
  subresource?: string;
}

interface Manager extends Writer {
  time?: string;
  fields: FieldSet;
}

/** Fields that belong to nobody (apimachinery, managedfields, stripmeta). */
const UNMANAGED = FieldSet.of([
  ['f:apiVersion'],
  ['f:kind'],
  ['f:metadata'],
  ...[
    'name',
    'generateName',
    'namespace',
    'creationTimestamp',
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
    'selfLink',
    'uid',
    'generation',
    'managedFields',
    'resourceVersion',
  ].map((field): FieldPath => ['f:metadata', `f:${field}`]),
]);

/** The object after an update, with `managedFields` that tell who changed what and when. */
export function trackUpdate(
  before: KubernetesObject | undefined,
  after: KubernetesObject,
  writer: Writer,
  schema: JsonSchema | undefined,
  now: string,
): KubernetesObject {
  const given = after.metadata.managedFields;
  // A client resets ownership by sending an empty list (or one empty entry).
  const isReset =
    Array.isArray(given) &&
    given.every(entry => Object.keys(entry ?? {}).length === 0) &&
    before;
  const managers = isReset ? [] : parseManagers(before ?? after);
  const comparison = managedComparison(
    compareObjects(before ?? {}, after, schema),
  );
  const disowned = managers.map(manager => ({
    ...manager,
    fields: manager.fields
      .difference(comparison.changed)
      .difference(comparison.removed),
  }));
  const own = managers.find(manager => isSame(manager, writer));
  const next = comparison.changed.isEmpty
    ? disowned
    : [
        ...disowned.filter(manager => !isSame(manager, writer)),
        {
          ...writer,
          time: now,
          fields: (own?.fields ?? FieldSet.empty)
            .difference(comparison.removed)
            .union(comparison.changed),
        },
      ];
  return withManagers(after, next);
}

/** The outcome of a server-side apply, before validation. */
export interface Applied {
  object: KubernetesObject;
  /** Ends the apply: the owners after what admission and defaulting made of the object. */
  track(final: KubernetesObject): KubernetesObject;
}

export interface ApplyRequest {
  live: KubernetesObject;
  config: KubernetesObject;
  writer: Writer;
  force: boolean;
  schema: JsonSchema | undefined;
  now: string;
}

/**
 * Server-side apply: merges the configuration, removes what the manager no longer
 * applies and settles the owners. Throws a 409 that names the other owners unless
 * forced.
 */
export function applyConfiguration({
  live,
  config,
  writer,
  force,
  schema,
  now,
}: ApplyRequest): Applied {
  const managers = parseManagers(live);
  const last =
    managers.find(manager => isSame(manager, writer))?.fields ?? FieldSet.empty;
  const fields = fieldSetOf(config, schema).difference(UNMANAGED);
  const others = managers.filter(manager => !isSame(manager, writer));
  const owned = others.reduce(
    (all, manager) => all.union(manager.fields),
    fields,
  );
  const merged = removeUnowned(
    mergeApplied(live, config, schema),
    last.difference(fields),
    owned,
    schema,
  );
  const comparison = managedComparison(compareObjects(live, merged, schema));
  const conflicts = others
    .map(manager => ({
      manager,
      fields: manager.fields.intersection(comparison.changed),
    }))
    .filter(entry => !entry.fields.isEmpty);
  if (conflicts.length > 0 && !force) throw conflictError(conflicts);
  const rest = others.map(manager => ({
    ...manager,
    fields: manager.fields
      .difference(comparison.changed)
      .difference(comparison.removed),
  }));
  const previous = managers.find(manager => isSame(manager, writer));
  const unchanged =
    comparison.changed.isEmpty &&
    comparison.removed.isEmpty &&
    last.equals(fields);
  const own: Manager = {
    ...writer,
    fields,
    time: unchanged ? previous?.time ?? now : now,
  };
  return {
    object: kubernetesObjectSchema.parse(merged),
    track: final => withManagers(final, [...rest, own]),
  };
}

function managedComparison({ changed, removed }: Comparison): Comparison {
  return {
    changed: changed.difference(UNMANAGED),
    removed: removed.difference(UNMANAGED),
  };
}

function parseManagers(object: KubernetesObject): Manager[] {
  const entries = z
    .array(entrySchema)
    .safeParse(object.metadata.managedFields ?? []);
  if (!entries.success) return [];
  return entries.data.map(({ fieldsV1, ...entry }) => ({
    ...entry,
    fields: FieldSet.parse(fieldsV1),
  }));
}

function withManagers(
  object: KubernetesObject,
  managers: Manager[],
): KubernetesObject {
  const { managedFields: _, ...metadata } = object.metadata;
  const entries = managers
    .filter(({ fields }) => !fields.isEmpty)
    .sort(byAge)
    .map(({ fields, manager, operation, apiVersion, time, subresource }) => ({
      apiVersion,
      fieldsType: 'FieldsV1',
      fieldsV1: fields.toFieldsV1(),
      manager,
      operation,
      ...(subresource === undefined ? {} : { subresource }),
      ...(time === undefined ? {} : { time }),
    }));
  return {
    ...object,
    metadata:
      entries.length === 0 ? metadata : { ...metadata, managedFields: entries },
  };
}

/** Appliers first, then by time, as API servers sort them. */
function byAge(left: Manager, right: Manager): number {
  if (left.operation !== right.operation)
    return left.operation === 'Apply' ? -1 : 1;
  if (left.time !== right.time)
    return (left.time ?? '') < (right.time ?? '') ? -1 : 1;
  return left.manager < right.manager ? -1 : 1;
}

function isSame(left: Writer, right: Writer): boolean {
  return (
    left.manager === right.manager &&
    left.operation === right.operation &&
    left.subresource === right.subresource &&
    (left.operation === 'Apply' || left.apiVersion === right.apiVersion)
  );
}

function conflictError(
  conflicts: { manager: Manager; fields: FieldSet }[],
): StatusError {
  const causes = conflicts.flatMap(({ manager, fields }) =>
    fields.paths().map(
      (path): Cause => ({
        reason: 'FieldManagerConflict',
        message: `conflict with ${describe(manager)}`,
        field: path.map(describeElement).join(''),
      }),
    ),
  );
  const byManager = conflicts.map(({ manager, fields }) => {
    const paths = fields
      .paths()
      .map(path => path.map(describeElement).join(''));
    return paths.length === 1
      ? `conflict with ${describe(manager)}: ${paths[0]}`
      : `conflicts with ${describe(manager)}:\n${paths
          .map(path => `- ${path}`)
          .join('\n')}`;
  });
  const count =
    causes.length === 1 ? '1 conflict' : `${causes.length} conflicts`;
  return new StatusError(
    409,
    'Conflict',
    `Apply failed with ${count}: ${byManager.join('\n')}`,
    { causes },
  );
}

function describe({
  manager,
  operation,
  subresource,
  apiVersion,
  time,
}: Manager): string {
  const details = [
    subresource && `with subresource "${subresource}"`,
    operation === 'Update' && `using ${apiVersion}`,
    operation === 'Update' && time && `at ${time}`,
  ].filter(Boolean);
  return [`"${manager}"`, ...details].join(' ');
}

function describeElement(element: string): string {
  const content = element.slice(2);
  if (element.startsWith('f:')) return `.${content}`;
  if (element.startsWith('v:')) return `[=${content}]`;
  const keys: unknown = JSON.parse(content);
  const pairs = Object.entries(keys ?? {}).map(
    ([key, value]) => `${key}=${JSON.stringify(value)}`,
  );
  return `[${pairs.join(',')}]`;
}
