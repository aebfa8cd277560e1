import type { Result } from './runner';

const SIGNS = { passed: '✓', failed: '✗', skipped: '-' } as const;

/** One line per scenario and placement, and the counts. */
export function renderReport(results: readonly Result[]): string {
  const width = Math.max(...results.map(({ scenario }) => scenario.length));
  const lines = results.map(
    ({ outcome, scenario, placement, seconds, reason }) =>
      [
        `${SIGNS[outcome]} ${outcome.padEnd(7)}`,
        placement.padEnd(8),
        scenario.padEnd(width),
        `${seconds.toFixed(1).padStart(6)} s`,
        reason ?? '',
      ]
        .join('  ')
        .trimEnd(),
  );
  return [...lines, '', countsOf(results)].join('\n');
}

/** Such as `12 passed, 0 failed, 1 skipped`. */
export function countsOf(results: readonly Result[]): string {
  const count = (outcome: Result['outcome']) =>
    results.filter(result => result.outcome === outcome).length;
  return `${count('passed')} passed, ${count('failed')} failed, ${count(
    'skipped',
  )} skipped`;
}
