import type { Audience } from '../api/assessment';
import { redactMessage } from '../redaction/redact';

/** what an error text of an operator means, and whose move it is. */
export interface ErrorRule {
  code: string;
  match: RegExp;
  audience: Audience;
  /** The sentence; the groups of the match may be used. */
  says(match: RegExpExecArray): string;
  nextStep: string;
  /** It is normal while something is first made, and goes away by itself. */
  transient?: boolean;
}

const NETWORK_ERROR =
  /connection refused|i\/o timeout|no route to host|server closed the connection|the database system is (?:starting up|shutting down)|no such host|connection reset|context deadline exceeded/i;

/** Errors that Crossplane and its providers have in common. */
export const COMMON_RULES: readonly ErrorRule[] = [
  {
    // The composition function of this product, when it refuses a claim.
    code: 'request.refused',
    match: /The request cannot be built\. ([^]+)/,
    audience: 'you',
    says: match => redactMessage(match[1], 300),
    nextStep: 'Change the request.',
  },
  {
    code: 'crossplane.function-failed',
    match: /returned a fatal result/i,
    audience: 'platform',
    says: () => 'The composition of the platform failed.',
    nextStep: 'Look at the log of the composition function.',
  },
  {
    code: 'crossplane.provider-config-missing',
    match: /cannot get (?:referenced )?(?:Cluster)?ProviderConfig/i,
    audience: 'platform',
    says: () => 'The access of the platform to this provider is not set up.',
    nextStep:
      'Nothing in the request helps. Ask the platform team to set up the ProviderConfig.',
  },
  {
    code: 'crossplane.waiting-for-another-resource',
    match:
      /referenced field was empty|cannot get (?:credentials|referenced|connection) Secret|cannot get PostgreSQL connection secret|no such field/i,
    audience: 'wait',
    says: () => 'It waits for another part that is not there yet.',
    nextStep: 'Look at the other parts first: one of them keeps it waiting.',
    transient: true,
  },
  {
    code: 'request.region-unknown',
    match:
      /lookup sts\.([\w-]+)\.amazonaws\.com\S* .*no such host|location '([\w-]+)' is (?:invalid|not available)/i,
    audience: 'you',
    says: match => `Region "${match[1] ?? match[2]}" does not exist.`,
    nextStep: 'Change the region of the request.',
  },
  {
    code: 'crossplane.no-composition',
    match: /no compatible Compositions found/i,
    audience: 'you',
    says: () => 'Nothing on offer matches this request.',
    nextStep: 'Change the placement of the request, or ask the platform team.',
  },
  {
    code: 'crossplane.creation-unclear',
    match: /cannot determine creation result/i,
    audience: 'platform',
    says: () =>
      'Crossplane does not know whether it has created this, and has stopped.',
    nextStep:
      'Check outside whether it exists, then remove the annotation crossplane.io/external-create-pending.',
  },
  {
    code: 'crossplane.kind-not-installed',
    match: /no matches for kind "?([\w.]+)"?/i,
    audience: 'platform',
    says: match => `The kind ${match[1]} is not installed in this cluster.`,
    nextStep:
      'Install the provider, or activate the kind with a ManagedResourceActivationPolicy.',
  },
  {
    code: 'provider.unreachable',
    match: NETWORK_ERROR,
    audience: 'platform',
    says: () => 'The provider cannot be reached.',
    nextStep:
      'Check that the provider runs, and that it is allowed out of the cluster.',
    transient: true,
  },
  {
    code: 'quota.exceeded',
    match: /quota|LimitExceeded|exceeded.*limit/i,
    audience: 'platform',
    says: () => 'A quota of the platform is used up.',
    nextStep: 'Raise the quota, or delete what is no longer needed.',
  },
];

/** Errors of those who work inside the database server. */
export const SERVER_RULES: readonly ErrorRule[] = [
  {
    code: 'server.unreachable',
    match: NETWORK_ERROR,
    audience: 'platform',
    says: () => 'The database server cannot be reached.',
    nextStep: 'Look at the server first.',
    transient: true,
  },
  {
    code: 'server.login-refused',
    match: /password authentication failed|no pg_hba\.conf entry/i,
    audience: 'platform',
    says: () => 'The database server refuses the login of the platform.',
    nextStep: 'Check the credentials of the server.',
  },
  {
    code: 'server.permission-denied',
    match: /permission denied|must be (?:owner|superuser|member)/i,
    audience: 'platform',
    says: () =>
      'The database server does not allow what the platform wants to do.',
    nextStep:
      'Compare the rights of the administrator of the server with what the message asks for.',
  },
  {
    code: 'database.in-use',
    match: /is being accessed by other users/i,
    audience: 'you',
    says: () => 'The database cannot be removed while sessions use it.',
    nextStep: 'Stop the applications that use the database.',
  },
  {
    code: 'database.extension-unavailable',
    match: /extension "?([\w-]+)"? is not available/i,
    audience: 'you',
    says: match => `The server does not offer extension "${match[1]}".`,
    nextStep: 'Take the extension out of the request.',
  },
];

/** Errors of those who work in another cluster. */
export const REMOTE_CLUSTER_RULES: readonly ErrorRule[] = [
  {
    code: 'cluster.unreachable',
    match: NETWORK_ERROR,
    audience: 'platform',
    says: () => 'The application cluster cannot be reached.',
    nextStep: 'Applications there may work all the same.',
    transient: true,
  },
  {
    code: 'cluster.forbidden',
    match: /is forbidden/i,
    audience: 'platform',
    says: () => 'The platform may not work in the application cluster.',
    nextStep: 'Check the permissions of the platform there.',
  },
  {
    code: 'cluster.namespace-missing',
    match: /namespaces "([\w-]+)" not found/,
    audience: 'you',
    says: match => `There is no namespace "${match[1]}" in that cluster.`,
    nextStep: 'Create the namespace, or change it in the request.',
  },
];

/** Errors of those who work with a secret store. */
export const STORE_RULES: readonly ErrorRule[] = [
  {
    code: 'secrets.store-unreachable',
    match: NETWORK_ERROR,
    audience: 'platform',
    says: () => 'The secret store cannot be reached.',
    nextStep: 'Check that the secret store runs and can be reached.',
  },
];

/** An error text with what it means. */
export interface ExplainedError {
  rule: ErrorRule;
  sentence: string;
}

/** What an error text means, by the first rule that matches; undefined when none does. */
export function explainError(
  text: string | undefined,
  rules: readonly ErrorRule[] = COMMON_RULES,
): ExplainedError | undefined {
  if (!text) return undefined;
  for (const rule of rules) {
    const match = rule.match.exec(text);
    if (match) return { rule, sentence: rule.says(match) };
  }
  return undefined;
}
