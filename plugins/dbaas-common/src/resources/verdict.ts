import type { Audience, ResourceState } from '../api/assessment';

/** A field of the object that was read, and what stood there. @public */
export interface VerdictEvidence {
  /** Such as `status.conditions[Ready]` or `status.phase`. */
  path: string;
  /** Redacted and cut. */
  value: string;
}

/**
 * What a reader says of one object.
 *
 * @public
 */
export interface Verdict {
  state: ResourceState;
  /** The operator's own reason, or the name of the rule that decided. */
  reason: string;
  /** One plain sentence. Never holds secrets. */
  sentence: string;
  evidence: VerdictEvidence[];
  /** RFC 3339; missing when it is not known. */
  since?: string;
  /** Whose move it is, when it is clear from this object alone. */
  audience?: Audience;
  nextStep?: string;
  /** Raw message of the operator, redacted and cut. */
  details?: string;
  /** Stable code of the finding that this problem is, such as `atlas.lint-policy`. */
  code?: string;
  /** Where a person can act. */
  link?: { title: string; url: string };
  /** The status was written for an earlier state of the object, or is frozen. */
  stale?: boolean;
  /** Work that waits for a person to approve it. It is not an error. */
  needsApproval?: boolean;
  /**
   * The kind cannot say how it is, so that nothing better than `unknown` can be
   * had from it alone. Such a verdict neither holds anything up nor lowers it.
   */
  statusless?: boolean;
}

/** Worst first (operators.md: health model). @public */
export const STATE_PRECEDENCE: readonly ResourceState[] = [
  'failed',
  'deleting',
  'degraded',
  'paused',
  'unknown',
  'progressing',
  'healthy',
];

/** The worst of some states; undefined when there are none. @public */
export function worstState(
  states: readonly ResourceState[],
): ResourceState | undefined {
  return STATE_PRECEDENCE.find(state => states.includes(state));
}

/**
 * Whether an object does what it is there for, as far as anybody can tell: this is
 * what decides whether a composed resource counts as ready.
 *
 * @public
 */
export function isUsable(verdict: Verdict): boolean {
  return (
    verdict.state === 'healthy' ||
    (verdict.state === 'unknown' && verdict.statusless === true)
  );
}
