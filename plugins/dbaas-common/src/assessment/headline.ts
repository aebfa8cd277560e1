import type { Assessment, Finding, ServiceState } from '../api/assessment';
import { durationInWords } from '../resources/timing';
import { isReady } from './layers';
import { buildPaceOf, isFirstBuild, startOf } from './build-pace';
import type { StateFacts } from './service-state';

/** What a person reads first: the state in words, and whose move it is. */
export type Headline = Pick<
  Assessment,
  'headline' | 'detail' | 'audience' | 'since' | 'progress'
>;

/** The words for a state. They name the thing and the next move, and no Kubernetes terms. */
export function headlineOf(state: ServiceState, facts: StateFacts): Headline {
  const { root } = facts;
  switch (state) {
    case 'deleting':
      return deleting(facts);
    case 'failed':
      return failed(facts);
    case 'needsApproval':
      return fromFinding(
        'Schema change waits for approval',
        find(facts, ({ code }) => code === 'atlas.approval-pending'),
        'reviewer',
      );
    case 'degraded':
      return degraded(facts);
    case 'paused':
      return {
        ...fromFinding(
          'Paused',
          find(facts, ({ severity }) => severity === 'info'),
          'platform',
        ),
        detail: root.verdict.nextStep ?? firstSentence(facts, 'paused'),
      };
    case 'creating':
    case 'updating':
    case 'slow':
      return moving(state, facts);
    case 'unknown':
      return unknown(facts);
    default:
      return { headline: 'Healthy', since: healthySince(facts) };
  }
}

function failed(facts: StateFacts): Headline {
  const top = find(facts, ({ severity }) => severity === 'critical');
  if (top?.audience === 'you') {
    return {
      ...fromFinding(`Needs your change: ${top.message}`, top, 'you'),
      detail: top.nextStep,
    };
  }
  return fromFinding('Broken, and not by you', top, 'platform');
}

function degraded(facts: StateFacts): Headline {
  const top = find(facts, ({ severity }) =>
    ['critical', 'warning'].includes(severity),
  );
  const message =
    top?.message ??
    firstSentence(facts, 'degraded') ??
    facts.root.verdict.sentence;
  const usable = facts.availability !== 'unavailable';
  return {
    ...fromFinding(
      usable ? `Working, with a problem: ${message}` : message,
      top,
      'platform',
    ),
    detail: top?.nextStep,
  };
}

function moving(
  state: 'creating' | 'updating' | 'slow',
  facts: StateFacts,
): Headline {
  const { items, progress } = facts;
  const counts = { ready: items.filter(isReady).length, total: items.length };
  const since = startOf(facts);
  const base = { audience: 'wait' as const, since, progress: counts };
  if (state === 'slow') {
    const { seconds, startedAt } = buildPaceOf(facts);
    return {
      ...base,
      since: startedAt,
      headline: `Taking longer than usual (${durationInWords(seconds)})`,
      detail: waitingFor(facts),
      audience: 'platform',
    };
  }
  if (!isFirstBuild(facts)) {
    return { ...base, headline: 'Being updated', detail: waitingFor(facts) };
  }
  return {
    ...base,
    headline: `Being created, ${counts.ready} of ${counts.total} parts ready`,
    detail: `Usually takes no longer than ${durationInWords(
      progress.budgetSeconds,
    )}.`,
  };
}

/** What holds it up. */
function waitingFor(facts: StateFacts): string | undefined {
  const missing = facts.items.find(({ node }) => node === undefined);
  return (
    buildPaceOf(facts).waitsFor?.verdict.sentence ??
    (missing && `"${missing.name}" has not been made yet.`)
  );
}

function deleting({ nodes, root, findings }: StateFacts): Headline {
  const left = nodes.filter(({ membership }) => membership === 'part').length;
  const blocker = findings.find(
    ({ code }) => code === 'kubernetes.deletion-blocked',
  );
  return {
    headline: 'Being deleted',
    detail:
      blocker?.message ??
      `${left} part${left === 1 ? '' : 's'} ${left === 1 ? 'is' : 'are'} left.`,
    audience: blocker ? 'platform' : 'wait',
    since: root.object.metadata.deletionTimestamp,
  };
}

function unknown(facts: StateFacts): Headline {
  const top = find(facts, ({ severity }) => severity === 'unknown');
  return {
    ...fromFinding('State unknown', top, 'platform'),
    detail: top?.message ?? facts.root.verdict.sentence,
  };
}

function fromFinding(
  headline: string,
  finding: Finding | undefined,
  audience: Headline['audience'],
): Headline {
  return {
    headline,
    audience: finding?.audience ?? audience,
    detail:
      finding && [finding.message, finding.nextStep].filter(Boolean).join(' '),
    since: finding?.since,
  };
}

function find(
  { findings }: StateFacts,
  matches: (finding: Finding) => boolean,
): Finding | undefined {
  return findings.find(matches);
}

function firstSentence(
  { nodes }: StateFacts,
  state: 'paused' | 'degraded',
): string | undefined {
  const node = nodes.find(({ verdict }) => verdict.state === state);
  return node?.verdict.nextStep ?? node?.verdict.sentence;
}

function healthySince({ root, layers }: StateFacts): string | undefined {
  return (
    [root.verdict.since, ...layers.map(({ since }) => since)]
      .flatMap(since => since ?? [])
      .sort()
      .at(-1) ?? root.object.metadata.creationTimestamp
  );
}
