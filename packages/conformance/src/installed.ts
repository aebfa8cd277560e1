import type { Installation } from './environment/installation';
import { problemOf, startResult, type Result } from './runner';

/**
 * Runs scenarios while the API is installed, with a result for the installation and one
 * for the removal. Nothing is run when it could not be installed; it is removed always.
 */
export async function runInstalled(
  installation: Pick<Installation, 'install' | 'remove'>,
  runScenarios: () => Promise<Result[]>,
  onResult: (result: Result) => void,
): Promise<Result[]> {
  const installed = await resultOf('the API can be installed', () =>
    installation.install(),
  );
  onResult(installed);
  const results = installed.outcome === 'passed' ? await runScenarios() : [];
  const removed = await resultOf('the API can be removed', () =>
    installation.remove(),
  );
  onResult(removed);
  return [installed, ...results, removed];
}

async function resultOf(
  scenario: string,
  work: () => Promise<void>,
): Promise<Result> {
  const result = startResult(scenario, 'all');
  const problem = await problemOf(work);
  return problem ? result('failed', problem) : result('passed');
}
