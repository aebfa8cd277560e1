import type { Assessment, ServiceState } from '../api/assessment';
import type { PendingRequest } from '../api/database-service';
import { isOlderThan, PICK_UP_SECONDS } from '../resources/timing';

/** What is known of a database service that is not in its cluster. @public */
export interface AbsentServiceFacts {
  cluster: string;
  /** Pull requests that concern it, newest first. */
  requests: readonly PendingRequest[];
  /** Whether the cluster can be read at the moment. */
  reachable: boolean;
  /** Objects that are left of it. */
  remainingObjects?: number;
  now: Date;
}

/** The state of a database service without a claim: asked for, on its way, gone, or not to be seen. @public */
export function assessAbsent(facts: AbsentServiceFacts): Assessment {
  return {
    availability: facts.reachable ? 'unavailable' : 'unknown',
    convergence: 'unknown',
    layers: [],
    findings: [],
    ...stateOfAbsent(facts),
  };
}

type Words = Pick<
  Assessment,
  'state' | 'headline' | 'detail' | 'audience' | 'since'
> &
  Partial<Pick<Assessment, 'convergence'>>;

function stateOfAbsent(facts: AbsentServiceFacts): Words {
  const { requests, reachable, remainingObjects = 0, cluster } = facts;
  const [newest] = requests;
  const open = requests.find(
    ({ state, operation }) => state === 'open' && operation !== 'delete',
  );
  if (!reachable) {
    return {
      state: 'unreachable',
      headline: `Can't reach cluster ${cluster}`,
      detail: 'The database itself may be fine.',
      audience: 'platform',
    };
  }
  if (remainingObjects > 0) {
    return {
      state: 'deleting',
      headline: 'Being deleted',
      detail: `${remainingObjects} part${
        remainingObjects === 1 ? ' is' : 's are'
      } left.`,
      audience: 'wait',
      convergence: 'converging',
    };
  }
  if (open) return waitsForReview(open);
  if (newest?.state === 'merged' && newest.operation !== 'delete') {
    return merged(newest, facts);
  }
  if (newest?.state === 'closed') {
    return words('requestClosed', 'The request was closed', newest, 'you');
  }
  return {
    state: 'notFound',
    headline: `No database with this name in cluster ${cluster}`,
    ...(newest && { detail: `It was deleted with #${newest.number}.` }),
    audience: 'you',
  };
}

function waitsForReview(request: PendingRequest): Words {
  const { number, author, reviewers, checks } = request;
  const { passed, failed, pending } = checks;
  const counts = [
    passed > 0 && `${passed} passed`,
    failed > 0 && `${failed} failed`,
    pending > 0 && `${pending} running`,
  ].filter(Boolean);
  return {
    state: 'requested',
    headline: 'Waiting for review',
    detail: [
      `#${number}${author ? ` opened by ${author}` : ''}.`,
      reviewers.length > 0 && `Reviewers: ${reviewers.join(', ')}.`,
      counts.length > 0 && `Checks: ${counts.join(', ')}.`,
    ]
      .filter(Boolean)
      .join(' '),
    audience: failed > 0 ? 'you' : 'reviewer',
    since: request.createdAt,
  };
}

function merged(request: PendingRequest, { now }: AbsentServiceFacts): Words {
  const overdue = isOlderThan(request.mergedAt, PICK_UP_SECONDS, { now });
  return {
    ...words(
      'merged',
      overdue ? 'Merged, but not applied' : 'Merged, being applied',
      request,
      overdue ? 'platform' : 'wait',
    ),
    since: request.mergedAt,
    convergence: overdue ? 'stuck' : 'converging',
  };
}

function words(
  state: ServiceState,
  headline: string,
  { number, title, createdAt }: PendingRequest,
  audience: Assessment['audience'],
): Words {
  return {
    state,
    headline,
    detail: `#${number} ${title}`,
    audience,
    since: createdAt,
  };
}
