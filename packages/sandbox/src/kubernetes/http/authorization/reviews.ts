import { z } from 'zod';
import { badRequest } from '../../status-errors';
import type { Authenticator } from '../authentication/authenticator';
import type { User } from '../authentication/user';
import type { Attributes } from './attributes';
import type { Authorizer } from './authorizer';

const text = z.string().default('');
const resourceAttributes = z.object({
  namespace: text,
  verb: text,
  group: text,
  resource: text,
  subresource: text,
  name: text,
});
const accessSpec = z.object({
  resourceAttributes: resourceAttributes.optional(),
  nonResourceAttributes: z.object({ path: text, verb: text }).optional(),
});
const subject = z.object({
  user: text,
  groups: z.array(z.string()).default([]),
  uid: z.string().optional(),
});
const accessReviewSchema = z.looseObject({ spec: accessSpec });
const subjectReviewSchema = z.looseObject({ spec: accessSpec.and(subject) });
const rulesReviewSchema = z.looseObject({
  spec: z.object({ namespace: z.string().min(1) }),
});
const tokenReviewSchema = z.looseObject({
  spec: z.object({
    token: z.string().min(1),
    audiences: z.array(z.string()).optional(),
  }),
});

/** What a review is answered from. */
export interface ReviewContext {
  user: User;
  authorizer: Authorizer;
  authenticator: Authenticator;
  /** Namespace in the path, for reviews that have one. */
  namespace?: string;
}

type Review = (body: unknown, context: ReviewContext) => object;

/** How each kind of review is answered. */
export const REVIEWS: Readonly<Record<string, Review>> = {
  SelfSubjectReview: (_, { user }) => ({
    ...envelope('authentication', 'SelfSubjectReview'),
    status: { userInfo: userInfo(user) },
  }),
  TokenReview: (body, { authenticator }) => {
    const { spec } = parse(tokenReviewSchema, body);
    const user = authenticator.userOf(spec.token);
    return {
      ...envelope('authentication', 'TokenReview'),
      spec,
      status: user
        ? {
            authenticated: true,
            user: userInfo(user),
            ...(spec.audiences ? { audiences: spec.audiences } : {}),
          }
        : { error: 'the token is not known to this cluster' },
    };
  },
  SelfSubjectAccessReview: (body, { authorizer, user }) => {
    const { spec } = parse(accessReviewSchema, body);
    return {
      ...envelope('authorization', 'SelfSubjectAccessReview'),
      spec,
      status: access(authorizer, user, spec),
    };
  },
  SubjectAccessReview: (body, { authorizer }) => {
    const { spec } = parse(subjectReviewSchema, body);
    return {
      ...envelope('authorization', 'SubjectAccessReview'),
      spec,
      status: access(authorizer, subjectOf(spec), spec),
    };
  },
  LocalSubjectAccessReview: (body, { authorizer, namespace }) => {
    const { spec } = parse(subjectReviewSchema, body);
    if (spec.resourceAttributes?.namespace !== namespace)
      throw badRequest(
        `spec.resourceAttributes.namespace must match the namespace of the request: ${namespace}`,
      );
    return {
      ...envelope('authorization', 'LocalSubjectAccessReview'),
      spec,
      status: access(authorizer, subjectOf(spec), spec),
    };
  },
  SelfSubjectRulesReview: (body, { authorizer, user }) => {
    const { spec } = parse(rulesReviewSchema, body);
    const rules = authorizer.rulesFor(user, spec.namespace);
    return {
      ...envelope('authorization', 'SelfSubjectRulesReview'),
      spec,
      status: {
        resourceRules: rules
          .filter(({ resources }) => resources.length > 0)
          .map(({ verbs, apiGroups, resources, resourceNames }) => ({
            verbs,
            apiGroups,
            resources,
            ...(resourceNames.length > 0 ? { resourceNames } : {}),
          })),
        nonResourceRules: rules
          .filter(({ nonResourceURLs }) => nonResourceURLs.length > 0)
          .map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs })),
        incomplete: false,
      },
    };
  },
};

function access(
  authorizer: Authorizer,
  user: User,
  spec: z.infer<typeof accessSpec>,
): object {
  const { allowed, reason } = authorizer.decide(user, attributesOf(spec));
  return { allowed, ...(reason === '' ? {} : { reason }) };
}

function attributesOf(spec: z.infer<typeof accessSpec>): Attributes {
  const [attributes, ...others] = [
    spec.resourceAttributes,
    spec.nonResourceAttributes,
  ].filter(given => given !== undefined);
  if (attributes === undefined || others.length > 0)
    throw badRequest(
      'exactly one of nonResourceAttributes or resourceAttributes must be specified',
    );
  return attributes;
}

/** Whom a review is about: only the groups that it names. */
function subjectOf({ user, groups, uid }: z.infer<typeof subject>): User {
  if (user === '' && groups.length === 0)
    throw badRequest('at least one of user or group must be specified');
  return { username: user, groups, ...(uid === undefined ? {} : { uid }) };
}

function userInfo({ username, uid, groups }: User): object {
  return { username, ...(uid === undefined ? {} : { uid }), groups };
}

function envelope(
  group: 'authentication' | 'authorization',
  kind: string,
): object {
  return {
    kind,
    apiVersion: `${group}.k8s.io/v1`,
    metadata: { creationTimestamp: null },
  };
}

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const { success, data, error } = schema.safeParse(body);
  if (success) return data;
  throw badRequest(`the review is not valid: ${z.prettifyError(error)}`);
}
