import type { Composed } from '../../compose';
import { claimOf } from '../../__testUtils__/claims';
import { SimulatedPlatform } from '../../__testUtils__/simulated-platform';
import type { GoldenSpec, Stage } from './golden-spec';

/** A stage with the answer of its last call. */
export interface AnsweredStage extends Stage {
  answer: Composed;
}

const MOST_CALLS = 20;

/** Plays the stages of a spec. */
export function answerStages(golden: GoldenSpec): {
  stages: AnsweredStage[];
  /** The answer to one more call. */
  next: Composed;
} {
  const platform = new SimulatedPlatform(claimOf(golden.spec), golden.settings);
  const { outside = new Map() } = golden;
  platform.putOutside(outside);
  const stages = golden.stages.map(stage => {
    if (stage.change) changeSpec(platform, stage.change);
    if (stage.outside)
      platform.putOutside(new Map([...outside, ...stage.outside]));
    return { ...stage, answer: answerOf(platform, stage) };
  });
  return { stages, next: platform.ask() };
}

function changeSpec(platform: SimulatedPlatform, change: object): void {
  const { claim } = platform;
  const former = typeof claim.spec === 'object' ? claim.spec : {};
  platform.claim = { ...claim, spec: { ...former, ...change } };
}

function answerOf(platform: SimulatedPlatform, { settle }: Stage): Composed {
  let answer = platform.ask();
  platform.apply(answer);
  if (!settle) return answer;
  for (let calls = 0; calls < MOST_CALLS; calls += 1) {
    const next = platform.ask();
    platform.apply(next);
    if (isSame(answer, next)) return next;
    answer = next;
  }
  throw new Error(`The answer still changes after ${MOST_CALLS} calls.`);
}

/** Whether two calls have the same answer, its statuses included. */
export function isSame(one: Composed, other: Composed): boolean {
  return JSON.stringify(comparable(one)) === JSON.stringify(comparable(other));
}

function comparable({ desired, ...answer }: Composed) {
  return { ...answer, desired: [...desired] };
}
