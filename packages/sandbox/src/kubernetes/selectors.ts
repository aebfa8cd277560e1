import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import type { ResourceType, Selection } from './resource-api';
import { isObject } from './schema/json-schema';
import { badRequest } from './status-errors';

const ALWAYS_SELECTABLE = ['metadata.name', 'metadata.namespace'];

type Labels = Record<string, string>;
type Requirement = (labels: Labels) => boolean;
export type Matcher = (object: KubernetesObject) => boolean;

const SET_REQUIREMENT = /^([^\s=!,()]+)\s+(in|notin)\s+\(([^)]*)\)$/;
const EQUALITY_REQUIREMENT = /^([^\s=!,()]+)\s*(==|=|!=)\s*([^\s=!,()]*)$/;
const EXISTS_REQUIREMENT = /^(!?)\s*([^\s=!,()]+)$/;

/** Tells which objects a selection is about. Throws a StatusError for a selector that does not parse. */
export function matcherOf(
  type: ResourceType,
  { namespace, labelSelector, fieldSelector }: Selection,
): Matcher {
  const labels = parseLabelSelector(labelSelector ?? '');
  const fields = parseFieldSelector(type, fieldSelector ?? '');
  return object =>
    (namespace === undefined || object.metadata.namespace === namespace) &&
    labels.every(requirement => requirement(object.metadata.labels ?? {})) &&
    fields.every(matches => matches(object));
}

function parseLabelSelector(text: string): Requirement[] {
  // A comma inside parentheses separates values, not requirements.
  return split(text, /,(?![^(]*\))/).map(part => {
    const set = SET_REQUIREMENT.exec(part);
    if (set) {
      const values = split(set[3], /,/);
      return set[2] === 'in'
        ? labels =>
            labels[set[1]] !== undefined && values.includes(labels[set[1]])
        : labels =>
            labels[set[1]] === undefined || !values.includes(labels[set[1]]);
    }
    const equality = EQUALITY_REQUIREMENT.exec(part);
    if (equality) {
      const [, key, operator, value] = equality;
      return operator === '!='
        ? labels => labels[key] !== value
        : labels => labels[key] === value;
    }
    const exists = EXISTS_REQUIREMENT.exec(part);
    if (exists)
      return labels => (labels[exists[2]] !== undefined) === (exists[1] === '');
    throw badRequest(`unable to parse requirement: ${part}`);
  });
}

function parseFieldSelector(type: ResourceType, text: string): Matcher[] {
  return split(text, /,/).map(part => {
    const match = /^([^=!]+?)(==|=|!=)(.*)$/.exec(part);
    if (!match)
      throw badRequest(
        `invalid selector: '${text}'; can't understand '${part}'`,
      );
    const [, path, operator, value] = match;
    if (
      !ALWAYS_SELECTABLE.includes(path) &&
      !type.selectableFields.includes(path)
    ) {
      throw badRequest(`field label not supported: ${path}`);
    }
    return object =>
      (fieldText(object, path) === value) === (operator !== '!=');
  });
}

function fieldText(object: KubernetesObject, path: string): string {
  const found = path
    .split('.')
    .reduce<unknown>(
      (value, key) => (isObject(value) ? value[key] : undefined),
      object,
    );
  return found === undefined || found === null ? '' : String(found);
}

function split(text: string, separator: RegExp): string[] {
  return text
    .split(separator)
    .map(part => part.trim())
    .filter(part => part !== '');
}
