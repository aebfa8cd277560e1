import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';

const BENCH = join(__dirname, '..', 'bench', 'main.ts');
const TIMEOUT_MS = 120_000;

const resultsSchema = z.array(
  z.object({
    measure: z.string(),
    value: z.number(),
    naive: z.number().optional(),
  }),
);

/** What `yarn bench --quick` prints. It ends with 1 when a goal is missed, which a busy machine may do. */
function runQuickBench(): Promise<z.infer<typeof resultsSchema>> {
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      ['--expose-gc', '--import', 'tsx', BENCH, '--quick', '--json'],
      { timeout: TIMEOUT_MS },
      (error, stdout, stderr) => {
        if (error && error.code !== 1) reject(new Error(stderr));
        else resolve(resultsSchema.parse(JSON.parse(stdout)));
      },
    );
  });
}

describe('yarn bench --quick', () => {
  let results: z.infer<typeof resultsSchema>;

  beforeAll(async () => {
    results = await runQuickBench();
  }, TIMEOUT_MS);

  const found = (pattern: RegExp) => {
    const matches = results.filter(({ measure }) => pattern.test(measure));
    expect(matches).not.toEqual([]);
    return matches;
  };

  it('shows page views that ask the API servers for nothing, against one request for each object', () => {
    const views = found(/^API requests per page view/);
    expect(views.map(({ value }) => Math.floor(value))).toEqual([0, 0, 0]);
    expect(views.map(({ naive = 0 }) => Math.floor(naive))).toEqual([
      11, 31, 101,
    ]);
  });

  it('pushes every change', () => {
    expect(found(/^changes that were not pushed/)).toMatchObject([
      { value: 0 },
    ]);
    const [{ measure }] = found(/^change in the cluster to push, \d+ changes/);
    expect(Number(/(\d+) changes/.exec(measure)?.[1])).toBeGreaterThan(10);
  });

  it.each([
    /^initial sync/,
    /^resident memory per object/,
    /^list, filter and facets .* p99$/,
    /^one service in full, through HTTP, p99$/,
    /^CPU at/,
  ])('measures %s', pattern => {
    found(pattern).forEach(({ value }) => expect(value).toBeGreaterThan(0));
  });
});
