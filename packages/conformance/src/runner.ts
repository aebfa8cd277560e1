import limit from 'p-limit';
import { messageOf } from './environment/cluster';
import type { Environment } from './environment/environment';
import type { Placement } from './placement';
import type { Scenario } from './scenario';
import { Trial } from './trial';

/** How one scenario went at one placement, or something that is for all of them. */
export interface Result {
  scenario: string;
  placement: Placement | 'all';
  outcome: 'passed' | 'failed' | 'skipped';
  /** Why it failed or was skipped. */
  reason?: string;
  seconds: number;
}

/** Runs scenarios at the placements that the options name. Never rejects for a scenario. */
export async function runScenarios(
  scenarios: readonly Scenario[],
  environment: Environment,
  onResult: (result: Result) => void,
): Promise<Result[]> {
  const { options } = environment;
  const atATime = limit(options.parallel);
  const planned = options.placement.flatMap(placement =>
    scenarios
      .filter(scenario => isMeantFor(scenario, placement, options.only))
      .map(scenario => ({ scenario, placement })),
  );
  return Promise.all(
    planned.map(({ scenario, placement }) =>
      atATime(async () => {
        const result = await runOne(scenario, placement, environment);
        onResult(result);
        return result;
      }),
    ),
  );
}

/** Starts the clock of a result, which is made when it is known how it went. */
export function startResult(
  scenario: string,
  placement: Result['placement'],
): (outcome: Result['outcome'], reason?: string) => Result {
  const startedAt = Date.now();
  return (outcome, reason) => ({
    scenario,
    placement,
    outcome,
    ...(reason && { reason }),
    seconds: Math.round((Date.now() - startedAt) / 100) / 10,
  });
}

async function runOne(
  scenario: Scenario,
  placement: Placement,
  environment: Environment,
): Promise<Result> {
  const result = startResult(scenario.name, placement);
  const obstacle = await obstacleTo(scenario, placement, environment);
  if (obstacle) return result('skipped', obstacle);
  const trial = new Trial(environment, placement);
  const problem = await problemOf(async () => {
    await trial.prepare();
    await scenario.run(trial);
  });
  if (problem && environment.options.keep)
    return result('failed', `${problem} Kept in namespace ${trial.namespace}.`);
  const untidy = await problemOf(() => trial.cleanUp());
  const problems = [problem, untidy && `Cleaning up: ${untidy}`].filter(
    Boolean,
  );
  return problems.length > 0
    ? result('failed', problems.join(' '))
    : result('passed');
}

function isMeantFor(
  { name, placements }: Scenario,
  placement: Placement,
  only = '',
): boolean {
  return name.includes(only) && (placements?.includes(placement) ?? true);
}

async function obstacleTo(
  scenario: Scenario,
  placement: Placement,
  environment: Environment,
): Promise<string | undefined> {
  if (environment.interrupted.aborted) return 'the test was interrupted';
  return (
    scenario.obstacle?.(environment) ??
    (await environment.obstacleTo(placement))
  );
}

/** What went wrong, in one line; undefined when nothing did. */
export async function problemOf(
  work: () => Promise<void>,
): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}
