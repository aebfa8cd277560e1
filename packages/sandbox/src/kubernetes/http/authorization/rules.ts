import { z } from 'zod';
import {
  isPath,
  qualifiedResource,
  type Attributes,
  type PathAttributes,
  type ResourceAttributes,
} from './attributes';

const names = z.array(z.string()).default([]);

/** One rule of a Role or ClusterRole (rbac.authorization.k8s.io/v1 PolicyRule). */
export const policyRuleSchema = z.object({
  verbs: names,
  apiGroups: names,
  resources: names,
  resourceNames: names,
  nonResourceURLs: names,
});

export type PolicyRule = z.infer<typeof policyRuleSchema>;

const ALL = '*';

/** True when one rule allows the request; rules never forbid. */
export function isAllowedByRule(
  rule: PolicyRule,
  attributes: Attributes,
): boolean {
  if (!covers(rule.verbs, attributes.verb)) return false;
  return isPath(attributes)
    ? rule.nonResourceURLs.some(pattern => coversPath(pattern, attributes))
    : coversResource(rule, attributes);
}

function coversResource(
  { apiGroups, resources, resourceNames }: PolicyRule,
  attributes: ResourceAttributes,
): boolean {
  const { group, subresource, name = '' } = attributes;
  const wanted = [
    qualifiedResource(attributes),
    ...(subresource ? [`${ALL}/${subresource}`] : []),
  ];
  return (
    covers(apiGroups, group) &&
    wanted.some(resource => covers(resources, resource)) &&
    (resourceNames.length === 0 || resourceNames.includes(name))
  );
}

/** A pattern may end in a star, which then stands for any rest. */
function coversPath(pattern: string, { path }: PathAttributes): boolean {
  return pattern.endsWith(ALL)
    ? path.startsWith(pattern.slice(0, -ALL.length))
    : path === pattern;
}

function covers(allowed: readonly string[], value: string): boolean {
  return allowed.includes(ALL) || allowed.includes(value);
}
