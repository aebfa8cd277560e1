import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import type { Plan } from '../plans/plan';
import type { Placement } from '../request/placement';
import { roleOf, type ServiceRole } from '../tree/kinds';

const MINUTE = 60;

/**
 * A server with one instance, from the request until an application can connect.
 *
 * - `cnpg`: a volume, a job that sets up the data directory, a pod; 2 to 4 minutes are
 *   usual, more when the image must be pulled first (our inference).
 * - `aws`, `azure`, `google`: the providers themselves give a creation 40 to 60 minutes
 *   before they call it failed (default create timeouts of the Terraform resources
 *   aws_db_instance, azurerm_postgresql_flexible_server, google_sql_database_instance,
 *   on which the upjet providers are built); 5 to 20 are usual.
 * - `external`: the server runs already; only what is inside it is made.
 */
const SERVER_SECONDS: Readonly<Record<Placement, number>> = {
  cnpg: 10 * MINUTE,
  aws: 30 * MINUTE,
  azure: 30 * MINUTE,
  google: 30 * MINUTE,
  external: 5 * MINUTE,
};

/**
 * What each further instance adds. CloudNativePG makes replicas one after the other,
 * each as a copy of the primary; a cloud makes all standbys in one more step, in
 * another zone (our inference).
 */
const FURTHER_INSTANCE_SECONDS = 3 * MINUTE;
const STANDBY_SECONDS = 10 * MINUTE;

/** Everything else, from when it is there and its server runs. */
const ROLE_SECONDS: Readonly<Partial<Record<ServiceRole, number>>> = {
  // provider-sql works at once; Crossplane tries again after 60 seconds at the latest.
  database: 5 * MINUTE,
  user: 5 * MINUTE,
  privilege: 5 * MINUTE,
  // Retries of External Secrets back off to about 15 minutes (external-secrets#4180).
  push: 15 * MINUTE,
  delivery: 15 * MINUTE,
  // Atlas starts an empty database of its own first, whose image must be pulled.
  schema: 10 * MINUTE,
};

/** How much longer than normal is not slow any more, but will not happen by itself. */
const FAR_OVER = 6;

/** What the time that a database service takes depends on. @public */
export interface BudgetFacts {
  /** The slowest one when it is not known. */
  placement?: Placement;
  plan?: Pick<Plan, 'instances' | 'highlyAvailableInstances'>;
  highAvailability?: boolean;
}

/** How long the first build of a database service normally takes, in seconds. @public */
export function serviceBudgetSeconds(facts: BudgetFacts): number {
  const { placement, plan, highAvailability = false } = facts;
  const server = placement
    ? SERVER_SECONDS[placement]
    : Math.max(...Object.values(SERVER_SECONDS));
  const instances = plan
    ? plan[highAvailability ? 'highlyAvailableInstances' : 'instances']
    : 1;
  if (placement === 'cnpg') {
    return server + (instances - 1) * FURTHER_INSTANCE_SECONDS;
  }
  return server + (highAvailability ? STANDBY_SECONDS : 0);
}

/** How long one part of a database service normally takes, in seconds. */
export function partBudgetSeconds(
  object: KubernetesObject,
  serviceSeconds: number,
): number {
  const role = roleOf(object);
  return (role && ROLE_SECONDS[role]) ?? serviceSeconds;
}

/** How far something is that is not there yet: on its way, late, or not to be expected. */
export type Pace = 'building' | 'slow' | 'broken';

/** The pace of what has taken some time of a budget. */
export function paceOf(seconds: number, budgetSeconds: number): Pace {
  if (seconds <= budgetSeconds) return 'building';
  return seconds <= budgetSeconds * FAR_OVER ? 'slow' : 'broken';
}
