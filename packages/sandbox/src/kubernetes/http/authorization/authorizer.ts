import { StatusError } from '../../cluster-client';
import {
  MASTERS,
  parseServiceAccountName,
  type User,
} from '../authentication/user';
import {
  isPath,
  qualifiedResource,
  type Attributes,
  type ResourceAttributes,
} from './attributes';
import { RBAC_GROUP, type Binding, type RoleStore } from './role-store';
import { isAllowedByRule, type PolicyRule } from './rules';

export interface Decision {
  allowed: boolean;
  /** Which binding allowed it, or what is wrong with the roles of the user. */
  reason: string;
}

/** Rules that a user has by one binding. */
interface Grant {
  rules: PolicyRule[];
  reason: string;
}

const EVERYTHING: PolicyRule[] = [
  {
    verbs: ['*'],
    apiGroups: ['*'],
    resources: ['*'],
    resourceNames: [],
    nonResourceURLs: [],
  },
  {
    verbs: ['*'],
    apiGroups: [],
    resources: [],
    resourceNames: [],
    nonResourceURLs: ['*'],
  },
];

/** Decides by roles and bindings what users may do (RBAC). */
export class Authorizer {
  constructor(private readonly store: RoleStore) {}

  decide(user: User, attributes: Attributes): Decision {
    const namespace = isPath(attributes) ? undefined : attributes.namespace;
    const { grants, problems } = this.#grants(user, namespace);
    const grant = grants.find(({ rules }) =>
      rules.some(rule => isAllowedByRule(rule, attributes)),
    );
    return grant
      ? { allowed: true, reason: grant.reason }
      : { allowed: false, reason: problems.join(', ') };
  }

  /** Throws the StatusError 403 of an API server unless the user may. */
  authorize(user: User, attributes: Attributes): void {
    const { allowed, reason } = this.decide(user, attributes);
    if (!allowed) throw forbidden(user, attributes, reason);
  }

  /** Every rule that holds for a user in a namespace. */
  rulesFor(user: User, namespace: string): PolicyRule[] {
    return this.#grants(user, namespace).grants.flatMap(({ rules }) => rules);
  }

  #grants(
    user: User,
    namespace: string | undefined,
  ): { grants: Grant[]; problems: string[] } {
    const grants: Grant[] = [];
    const problems: string[] = [];
    if (user.groups.includes(MASTERS))
      grants.push({ rules: EVERYTHING, reason: '' });
    const bindings = [
      ...this.store.clusterRoleBindings(),
      ...(namespace ? this.store.roleBindings(namespace) : []),
    ];
    for (const binding of bindings) {
      const subject = subjectOf(binding, user);
      if (subject === undefined) continue;
      const rules = this.store.rulesOf(binding.roleRef, namespace);
      if (rules)
        grants.push({ rules, reason: allowedReason(binding, subject) });
      else problems.push(missingRole(binding));
    }
    return { grants, problems };
  }
}

/** The text of the subject by which a binding is about a user. */
function subjectOf(
  { subjects, metadata }: Binding,
  user: User,
): string | undefined {
  const account = parseServiceAccountName(user.username);
  const found = subjects.find(({ kind, name, namespace }) => {
    if (kind === 'User') return name === user.username;
    if (kind === 'Group') return user.groups.includes(name);
    return (
      account?.name === name &&
      account.namespace === (namespace ?? metadata.namespace)
    );
  });
  if (!found) return undefined;
  const { kind, name, namespace } = found;
  return kind === 'ServiceAccount'
    ? `${kind} "${name}/${namespace ?? metadata.namespace}"`
    : `${kind} "${name}"`;
}

function allowedReason(
  { metadata: { name, namespace }, roleRef }: Binding,
  subject: string,
): string {
  const binding =
    namespace === undefined
      ? `ClusterRoleBinding "${name}"`
      : `RoleBinding "${name}/${namespace}"`;
  return `RBAC: allowed by ${binding} of ${roleRef.kind} "${roleRef.name}" to ${subject}`;
}

function missingRole({ roleRef }: Binding): string {
  return `RBAC: ${roleRef.kind.toLowerCase()}.${RBAC_GROUP} "${
    roleRef.name
  }" not found`;
}

/** The answer that an API server gives to somebody who may not. */
function forbidden(
  user: User,
  attributes: Attributes,
  reason: string,
): StatusError {
  const action = isPath(attributes)
    ? `cannot ${attributes.verb} path "${attributes.path}"`
    : resourceAction(attributes);
  const problem = `User "${user.username}" ${action}${
    reason === '' ? '' : `: ${reason}`
  }`;
  if (isPath(attributes))
    return new StatusError(403, 'Forbidden', `forbidden: ${problem}`, {});
  const { group, resource, name } = attributes;
  const qualified = group === '' ? resource : `${resource}.${group}`;
  const subject = name ? `${qualified} "${name}"` : qualified;
  return new StatusError(
    403,
    'Forbidden',
    `${subject} is forbidden: ${problem}`,
    {
      ...(name ? { name } : {}),
      ...(group === '' ? {} : { group }),
      kind: resource,
    },
  );
}

function resourceAction(attributes: ResourceAttributes): string {
  const { verb, group, namespace } = attributes;
  const scope = namespace
    ? `in the namespace "${namespace}"`
    : 'at the cluster scope';
  return `cannot ${verb} resource "${qualifiedResource(
    attributes,
  )}" in API group "${group}" ${scope}`;
}
