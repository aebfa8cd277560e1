/** The value below which a share of the values lie; 0.5 is the median. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** How long some work takes, in milliseconds, each time that it is done. */
export async function timesOf(
  repetitions: number,
  work: (repetition: number) => Promise<unknown>,
): Promise<number[]> {
  const times: number[] = [];
  for (let repetition = 0; repetition < repetitions; repetition += 1) {
    const startedAt = performance.now();
    await work(repetition);
    times.push(performance.now() - startedAt);
  }
  return times;
}
