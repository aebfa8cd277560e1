/** One line of the table. */
export interface Result {
  measure: string;
  value: number;
  unit: string;
  /** What it should be below; without one it only informs. */
  goal?: number;
  /** The same thing done the naive way, in the same unit, in the same run. */
  naive?: number;
}

/** The results as a table that fits a terminal and a document. */
export function renderResults(results: readonly Result[]): string {
  const rows = [
    ['measure', 'value', 'naive', 'ratio', 'goal'],
    ...results.map(({ measure, value, unit, goal, naive }) => [
      measure,
      `${rounded(value)} ${unit}`,
      naive === undefined ? '' : `${rounded(naive)} ${unit}`,
      naive === undefined ? '' : comparison(value, naive),
      goal === undefined ? '' : `< ${goal} ${unit} ${verdict(value, goal)}`,
    ]),
  ];
  const widths = rows[0].map((_, column) =>
    Math.max(...rows.map(row => row[column].length)),
  );
  return rows
    .map(row =>
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Whether every goal was met. */
export function allMet(results: readonly Result[]): boolean {
  return results.every(({ value, goal }) => goal === undefined || value < goal);
}

function comparison(value: number, naive: number): string {
  if (value === 0) return '';
  return value < naive
    ? `${rounded(naive / value)}× less`
    : `${rounded(value / naive)}× more`;
}

function verdict(value: number, goal: number): string {
  return value < goal ? 'met' : 'missed';
}

function rounded(value: number): string {
  return value >= 100 || Number.isInteger(value)
    ? String(Math.round(value))
    : value.toPrecision(3);
}
