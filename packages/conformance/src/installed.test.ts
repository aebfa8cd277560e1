import { runInstalled } from './installed';
import type { Result } from './runner';

const SCENARIO: Result = {
  scenario: 'a scenario',
  placement: 'cnpg',
  outcome: 'passed',
  seconds: 1,
};

/** What was done, in its order, and how it went. */
async function run(install: () => Promise<void>) {
  const done: string[] = [];
  const results = await runInstalled(
    {
      install,
      remove: async () => {
        done.push('removed');
      },
    },
    async () => {
      done.push('run');
      return [SCENARIO];
    },
    () => {},
  );
  return { done, outcomes: results.map(({ outcome }) => outcome), results };
}

describe('runInstalled', () => {
  it('runs the scenarios between installing and removing', async () => {
    const { done, outcomes } = await run(async () => {});
    expect(done).toEqual(['run', 'removed']);
    expect(outcomes).toEqual(['passed', 'passed', 'passed']);
  });

  it('runs nothing when it could not install, and removes what it made', async () => {
    const { done, outcomes, results } = await run(async () => {
      throw new Error('It is there already.');
    });
    expect(done).toEqual(['removed']);
    expect(outcomes).toEqual(['failed', 'passed']);
    expect(results[0].reason).toBe('It is there already.');
  });
});
