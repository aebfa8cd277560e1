import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import type { ResourceType } from '../resource-api';
import { invalidValue, tooLong, type Cause } from '../schema/cause';

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;
const QUALIFIED_NAME = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const LABEL_VALUE = '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?';
const MAX_ANNOTATIONS_BYTES = 256 * 1024;

const LABEL_PROBLEM = `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '${LABEL}')`;
const SUBDOMAIN_PROBLEM = `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${SUBDOMAIN}')`;
const QUALIFIED_PROBLEM = `name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${QUALIFIED_NAME}')`;
const VALUE_PROBLEM = `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '${LABEL_VALUE}')`;

/** What is wrong with the metadata of an object (apimachinery, api/validation). */
export function validateMetadata(
  type: ResourceType,
  object: KubernetesObject,
): Cause[] {
  const {
    name,
    labels = {},
    annotations = {},
    finalizers = [],
    ownerReferences = [],
  } = object.metadata;
  return [
    ...invalidCauses('metadata.name', name, nameProblems(type, name)),
    ...Object.entries(labels).flatMap(([key, value]) => [
      ...invalidCauses('metadata.labels', key, qualifiedNameProblems(key)),
      ...invalidCauses('metadata.labels', value, labelValueProblems(value)),
    ]),
    ...Object.keys(annotations).flatMap(key =>
      invalidCauses(
        'metadata.annotations',
        key,
        qualifiedNameProblems(key.toLowerCase()),
      ),
    ),
    ...annotationsSize(annotations),
    ...finalizers.flatMap(finalizer =>
      invalidCauses(
        'metadata.finalizers',
        finalizer,
        qualifiedNameProblems(finalizer),
      ),
    ),
    ...controllerCauses(ownerReferences),
  ];
}

function nameProblems({ group, plural }: ResourceType, name: string): string[] {
  if (group === 'rbac.authorization.k8s.io')
    return /[/%]|^\.\.?$/.test(name) ? [`may not contain '/' or '%'`] : [];
  if (group === '' && ['namespaces', 'services'].includes(plural)) {
    return [
      ...(name.length > 63 ? ['must be no more than 63 bytes'] : []),
      ...(matches(LABEL, name) ? [] : [LABEL_PROBLEM]),
    ];
  }
  return [
    ...(name.length > 253 ? ['must be no more than 253 bytes'] : []),
    ...(matches(SUBDOMAIN, name) ? [] : [SUBDOMAIN_PROBLEM]),
  ];
}

function qualifiedNameProblems(text: string): string[] {
  const parts = text.split('/');
  if (parts.length > 2) {
    return [
      "a qualified name must consist of alphanumeric characters, '-', '_' or '.', with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')",
    ];
  }
  const name = parts[parts.length - 1];
  const prefix = parts.length === 2 ? parts[0] : undefined;
  return [
    ...(prefix !== undefined && !matches(SUBDOMAIN, prefix)
      ? [`prefix part ${SUBDOMAIN_PROBLEM}`]
      : []),
    ...(name.length > 63 ? ['name part must be no more than 63 bytes'] : []),
    ...(matches(QUALIFIED_NAME, name) ? [] : [QUALIFIED_PROBLEM]),
  ];
}

function labelValueProblems(value: string): string[] {
  return [
    ...(value.length > 63 ? ['must be no more than 63 bytes'] : []),
    ...(matches(LABEL_VALUE, value) ? [] : [VALUE_PROBLEM]),
  ];
}

function annotationsSize(annotations: Record<string, string>): Cause[] {
  const size = Object.entries(annotations).reduce(
    (sum, [key, value]) =>
      sum + Buffer.byteLength(key) + Buffer.byteLength(value),
    0,
  );
  return size > MAX_ANNOTATIONS_BYTES
    ? [tooLong('metadata.annotations', MAX_ANNOTATIONS_BYTES)]
    : [];
}

function controllerCauses(
  references: { name: string; kind: string; controller?: boolean }[],
): Cause[] {
  const controllers = references.filter(reference => reference.controller);
  if (controllers.length < 2) return [];
  const names = controllers
    .map(({ kind, name }) => `${kind}/${name}`)
    .join(' and ');
  const problem = `Only one reference can have Controller set to true. Found "true" in references for ${names}`;
  return [invalidValue('metadata.ownerReferences', references, problem)];
}

function matches(pattern: string, text: string): boolean {
  return new RegExp(`^${pattern}$`).test(text);
}

function invalidCauses(
  field: string,
  value: string,
  problems: string[],
): Cause[] {
  return problems.map(problem => invalidValue(field, value, problem));
}
