import { messageOf } from './environment/cluster';
import type { Installation } from './environment/installation';
import type { Result } from './runner';

/**
 * Runs scenarios while the API is installed, with a result for the installation and one
 * for the removal. Nothing is run when it could not be installed; it is removed always.
 */
export async function runInstalled(
  installation: Installation,
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
  const startedAt = Date.now();
  const result = (outcome: Result['outcome'], reason?: string): Result => ({
    scenario,
    placement: 'all',
    outcome,
    ...(reason !== undefined && { reason }),
    seconds: Math.round((Date.now() - startedAt) / 100) / 10,
  });
  try {
    await work();
    return result('passed');
  } catch (error) {
    return result('failed', messageOf(error));
  }
}
