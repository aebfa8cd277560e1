import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import type { z } from 'zod';
import {
  duplicateValue,
  invalidValue,
  notSupported,
  requiredValue,
  type Cause,
} from '../schema/cause';
import {
  definitionSpecSchema,
  type DefinitionSpec,
  type DefinitionVersion,
} from './definition';
import { defaultCauses, structuralCauses } from './structural-schema';
import { isSameJson } from '../schema/json-schema';

const LABEL = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN =
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+$/;

/** What an API server refuses in a CustomResourceDefinition (apiextensions, validation). */
export function validateDefinition(
  definition: KubernetesObject,
  old: KubernetesObject | undefined,
): Cause[] {
  const parsed = definitionSpecSchema.safeParse(definition.spec ?? {});
  if (!parsed.success) return parsed.error.issues.map(issueCause);
  const spec = parsed.data;
  return [
    ...nameCauses(definition.metadata.name, spec),
    ...versionCauses(spec),
    ...spec.versions.flatMap((version, index) =>
      schemaCauses(version, `spec.versions[${index}].schema.openAPIV3Schema`),
    ),
    ...(old ? immutableCauses(spec, old) : []),
  ];
}

function issueCause(issue: z.core.$ZodIssue): Cause {
  const field = ['spec', ...issue.path].reduce<string>(
    (path, part) =>
      typeof part === 'number'
        ? `${path}[${part}]`
        : `${path}${path === '' ? '' : '.'}${String(part)}`,
    '',
  );
  if (issue.code === 'invalid_value')
    return notSupported(field, '', issue.values.map(String).sort());
  return issue.code === 'invalid_type' && issue.message.includes('undefined')
    ? requiredValue(field)
    : invalidValue(field, '', issue.message);
}

function nameCauses(name: string, { group, names }: DefinitionSpec): Cause[] {
  const label = (field: string, value: string) =>
    LABEL.test(value) && value.length <= 63
      ? []
      : [
          invalidValue(
            field,
            value,
            "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
          ),
        ];
  return [
    ...(name === `${names.plural}.${group}`
      ? []
      : [
          invalidValue(
            'metadata.name',
            name,
            'must be spec.names.plural+"."+spec.group',
          ),
        ]),
    ...(SUBDOMAIN.test(group)
      ? []
      : [
          invalidValue(
            'spec.group',
            group,
            'should be a domain with at least one dot',
          ),
        ]),
    ...label('spec.names.plural', names.plural),
    ...(names.singular ? label('spec.names.singular', names.singular) : []),
    ...label('spec.names.kind', names.kind.toLowerCase()),
    ...names.shortNames.flatMap((shortName, index) =>
      label(`spec.names.shortNames[${index}]`, shortName),
    ),
    ...names.categories.flatMap((category, index) =>
      label(`spec.names.categories[${index}]`, category),
    ),
    ...(names.listKind !== undefined && names.listKind === names.kind
      ? [
          invalidValue(
            'spec.names.listKind',
            names.listKind,
            'kind and listKind may not be the same',
          ),
        ]
      : []),
  ];
}

function versionCauses({
  versions,
  preserveUnknownFields,
}: DefinitionSpec): Cause[] {
  const storage = versions.filter(version => version.storage);
  return [
    ...(versions.length === 0
      ? [requiredValue('spec.versions', 'must have at least one version')]
      : []),
    ...versions.flatMap(({ name }, index) =>
      versions.findIndex(other => other.name === name) < index
        ? [duplicateValue(`spec.versions[${index}].name`, name)]
        : [],
    ),
    ...(storage.length === 1
      ? []
      : [
          invalidValue(
            'spec.versions',
            versions.map(({ name }) => name),
            'must have exactly one version marked as storage version',
          ),
        ]),
    ...(preserveUnknownFields
      ? [
          invalidValue(
            'spec.preserveUnknownFields',
            true,
            'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead',
          ),
        ]
      : []),
  ];
}

function schemaCauses({ schema }: DefinitionVersion, path: string): Cause[] {
  const root = schema?.openAPIV3Schema;
  if (!root) return [requiredValue(path, 'schemas are required')];
  if (root.type !== 'object') {
    return [
      root.type === undefined
        ? requiredValue(`${path}.type`, 'must not be empty at the root')
        : invalidValue(`${path}.type`, root.type, 'must be object at the root'),
    ];
  }
  const causes = structuralCauses(root, path);
  return causes.length > 0 ? causes : defaultCauses(root, path);
}

/** Objects that exist must stay readable. */
function immutableCauses(
  spec: DefinitionSpec,
  { spec: oldSpec, status }: KubernetesObject,
): Cause[] {
  const old = definitionSpecSchema.safeParse(oldSpec);
  if (!old.success) return [];
  const immutable = (field: string, before: unknown, now: unknown) =>
    isSameJson(before, now)
      ? []
      : [invalidValue(field, now, 'field is immutable')];
  return [
    ...immutable('spec.group', old.data.group, spec.group),
    ...immutable('spec.scope', old.data.scope, spec.scope),
    ...immutable('spec.names.kind', old.data.names.kind, spec.names.kind),
    ...immutable('spec.names.plural', old.data.names.plural, spec.names.plural),
    ...storedVersionsOf(status).flatMap((version, index) =>
      spec.versions.some(({ name }) => name === version)
        ? []
        : [
            invalidValue(
              `status.storedVersions[${index}]`,
              version,
              'must appear in spec.versions',
            ),
          ],
    ),
  ];
}

function storedVersionsOf(status: unknown): unknown[] {
  return typeof status === 'object' &&
    status !== null &&
    'storedVersions' in status &&
    Array.isArray(status.storedVersions)
    ? status.storedVersions
    : [];
}
