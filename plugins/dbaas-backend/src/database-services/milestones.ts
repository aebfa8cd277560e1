import type {
  Assessment,
  Layer,
  LayerState,
  Milestone,
  PendingRequest,
} from '@backstage-dbaas/plugin-dbaas-common';

/** What is known of the way of a request, from Git to the cluster. */
export interface MilestoneFacts {
  /** All requests for the database service, newest first. */
  requests: readonly PendingRequest[];
  /** When the claim was created in the cluster, if it is there. */
  createdAt?: string;
  /** When the newest merged change arrived in the cluster; undefined when not known. */
  appliedAt?: string;
  /** False when the newest merged change is known not to be in the cluster yet. */
  applied?: boolean;
  assessment: Assessment;
}

const MILESTONE_OF_LAYER: Record<LayerState, Milestone['state']> = {
  healthy: 'done',
  degraded: 'done',
  paused: 'current',
  progressing: 'current',
  needsApproval: 'current',
  deleting: 'current',
  failed: 'failed',
  unknown: 'unknown',
  notRequested: 'notRequested',
};

/**
 * How far the newest request has come: Requested > Reviewed > Merged > Applied >
 * Built > Credentials delivered > Schema applied > In use.
 */
export function milestonesOf(facts: MilestoneFacts): Milestone[] {
  const { assessment } = facts;
  return [
    ...requestMilestones(facts),
    appliedMilestone(facts),
    built(facts),
    ofLayer('credentialsDelivered', assessment, 'secrets'),
    ofLayer('schemaApplied', assessment, 'schema'),
    inUse(assessment),
  ].map((milestone, index, all) =>
    afterFirstCurrent(milestone, all.slice(0, index)),
  );
}

/** Only one milestone at a time is under way; what comes after it waits. */
function afterFirstCurrent(
  milestone: Milestone,
  before: Milestone[],
): Milestone {
  const waiting = before.some(
    ({ state }) => state === 'current' || state === 'failed',
  );
  return waiting && ['current', 'unknown'].includes(milestone.state)
    ? { name: milestone.name, state: 'pending' }
    : milestone;
}

function requestMilestones({
  requests,
  createdAt,
}: MilestoneFacts): Milestone[] {
  // A request that was turned down changes nothing for a database that exists.
  const request = requests.find(
    ({ state }) => state !== 'closed' || !createdAt,
  );
  if (!request) {
    const state = createdAt ? 'unknown' : 'pending';
    return [
      { name: 'requested', state: createdAt ? 'done' : 'pending' },
      { name: 'reviewed', state },
      { name: 'merged', state },
    ];
  }
  const { url, mergedAt } = request;
  const review = (
    { open: 'current', merged: 'done', closed: 'failed' } as const
  )[request.state];
  return [
    { name: 'requested', state: 'done', at: request.createdAt, url },
    { name: 'reviewed', state: review, at: mergedAt, url },
    { name: 'merged', state: mergedAt ? 'done' : 'pending', at: mergedAt, url },
  ];
}

function appliedMilestone({
  createdAt,
  appliedAt,
  applied,
  requests,
}: MilestoneFacts): Milestone {
  if (createdAt && applied !== false) {
    return { name: 'applied', state: 'done', at: appliedAt ?? createdAt };
  }
  const merged = requests.some(({ state }) => state === 'merged');
  return { name: 'applied', state: merged ? 'current' : 'pending' };
}

function built({ createdAt, assessment }: MilestoneFacts): Milestone {
  if (!createdAt) return { name: 'built', state: 'pending' };
  const states = assessment.layers
    .filter(({ layer }) => ['server', 'databases', 'users'].includes(layer))
    .map(({ state }) => MILESTONE_OF_LAYER[state]);
  const worst = (['failed', 'current', 'unknown', 'done'] as const).find(
    state => states.includes(state),
  );
  return { name: 'built', state: worst ?? 'unknown' };
}

function ofLayer(
  name: Milestone['name'],
  assessment: Assessment,
  layer: Layer,
): Milestone {
  const found = assessment.layers.find(one => one.layer === layer);
  if (!found) return { name, state: 'unknown' };
  const state = MILESTONE_OF_LAYER[found.state];
  return {
    name,
    state,
    ...(state === 'done' && found.since && { at: found.since }),
  };
}

/** Only Dapr tells who uses a database; without it nothing is known. */
function inUse(assessment: Assessment): Milestone {
  const milestone = ofLayer('inUse', assessment, 'dapr');
  return milestone.state === 'notRequested'
    ? { name: 'inUse', state: 'unknown' }
    : milestone;
}
