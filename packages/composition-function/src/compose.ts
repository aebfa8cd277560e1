import {
  LAYERS,
  serviceBudgetSeconds,
  type KubernetesObject,
} from '@backstage-dbaas/plugin-dbaas-common';
import { parseClaim, type ParsedClaim } from './claim/parse-claim';
import type { Problem } from './claim/problem';
import { layerConditions, type LayerCondition } from './status/conditions';
import type { Context } from './context';
import { planCredentials } from './plan/credentials';
import { planDapr } from './plan/dapr';
import { planDatabases } from './plan/databases';
import { planDeletionOrder } from './plan/deletion-order';
import { planDeletionProtection } from './plan/deletion-protection';
import { planDeliveries } from './plan/delivery';
import { passGates } from './resources/gates';
import {
  ObservedResources,
  type ObservedResource,
} from './resources/observed-resources';
import { judgeParts } from './status/parts';
import type { PlannedResource } from './resources/planned-resource';
import { loginRoles } from './plan/login-roles';
import { readRolePasswords } from './plan/role-passwords';
import { planLeft } from './plan/left-order';
import { planPasswords } from './plan/passwords';
import { planProviderConfig } from './plan/provider-config';
import { databaseRequests } from './plan/retained-databases';
import { planSchemas } from './plan/schema';
import { SERVER } from './placements/placement';
import { rememberedAccess } from './placements/remembered-access';
import type { RequiredObjects, Requirement } from './placements/server-access';
import type { Settings } from './settings';
import { offeredPlans, PLANS_REQUIREMENT } from './shared-plans';
import { knownStatus } from './status/known-status';
import { claimStatus, wasReady, type ClaimStatus } from './status/status';
import { planUsers } from './plan/users';
import { warningsOf } from './claim/warnings';

/** What Crossplane tells the function. */
export interface Composition {
  /** The composite resource, a ManagedDatabase. */
  claim: KubernetesObject;
  observed: ReadonlyMap<string, ObservedResource>;
  required: RequiredObjects;
  settings: Settings;
  now: Date;
}

/** A resource that shall exist, and whether it does what it is there for. */
export interface DesiredResource {
  object: KubernetesObject;
  ready: boolean;
}

/** What the function answers when the claim can be composed. */
export interface Composed {
  ok: true;
  /** The complete desired state: Crossplane deletes what is not in it. */
  desired: ReadonlyMap<string, DesiredResource>;
  /** False while anything is missing, held back resources included. */
  ready: boolean;
  status: ClaimStatus;
  conditions: LayerCondition[];
  warnings: string[];
  requirements: Readonly<Record<string, Requirement>>;
}

/** What the function answers when the claim must be changed first. */
export interface Refused {
  ok: false;
  problems: Problem[];
}

/** Composes a database service. Pure: the same input gives the same answer. */
export function compose(composition: Composition): Composed | Refused {
  const { claim, settings, observed } = composition;
  const offered = offeredPlans(composition.required);
  const server = observed.get(SERVER)?.object;
  const parsed = parseClaim(claim, { settings, offered, server });
  if (!parsed.ok) return parsed;
  const context = contextOf(composition, parsed);
  const planned = planRequested(context);
  const left = planLeft(context, planned);
  const gated = passGates([...planned, ...left.planned], context.observed);
  const parts = judgeParts(gated, context.observed);
  const desired = new Map(
    gated.desired.map(({ name, object }) => [
      name,
      { object, ready: context.observed.isReady(name) },
    ]),
  );
  return {
    ok: true,
    desired,
    ready:
      gated.heldBack.length === 0 &&
      [...desired.values()].every(({ ready }) => ready),
    status: knownStatus(context.claim, claimStatus(context, parts)),
    conditions: layerConditions(LAYERS, parts),
    warnings: [...parsed.warnings, ...warningsOf(context)],
    requirements: {
      ...(parsed.plan && PLANS_REQUIREMENT),
      ...parsed.placement.requirements,
      ...left.requirements,
    },
  };
}

function contextOf(
  composition: Composition,
  { claim, placement, plan }: Extract<ParsedClaim, { ok: true }>,
): Context {
  const { settings, required, now } = composition;
  const hasBeenReady = wasReady(composition.claim);
  const server = composition.observed.get(SERVER)?.object;
  const observed = new ObservedResources(composition.observed, {
    now,
    wasReady: hasBeenReady,
    serverBuilding: !hasBeenReady,
    serverCreatedAt: server?.metadata.creationTimestamp,
    buildBudgetSeconds: serviceBudgetSeconds({
      placement: claim.spec.placement,
      plan,
      highAvailability: claim.spec.highAvailability,
    }),
  });
  const databases = databaseRequests(claim, observed);
  return {
    claim,
    placement,
    settings,
    observed,
    wasReady: hasBeenReady,
    databases,
    passwords: readRolePasswords(
      claim,
      loginRoles({ claim, databases }),
      observed,
    ),
    required,
    access: rememberedAccess(
      placement.readAccess(required, observed),
      observed,
    ),
  };
}

function planRequested(context: Context): PlannedResource[] {
  const planned = [
    ...context.placement.planServer(context.observed),
    ...planProviderConfig(context),
    ...planDatabases(context),
    ...planUsers(context),
    ...planPasswords(context),
    ...planCredentials(context),
    ...planDeliveries(context),
    ...planSchemas(context),
    ...planDapr(context),
  ];
  return [
    ...planned,
    ...planDeletionOrder(context, planned),
    ...planDeletionProtection(context, planned),
  ];
}
