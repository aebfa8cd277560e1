import { parseArgs } from 'node:util';
import { BenchBrowser } from './browser/browser';
import { BenchFleet } from './fleet/fleet';
import { measureInitialSync } from './measures/initial-sync';
import { measurePageViews } from './measures/page-views';
import { measurePush, PushWatch } from './measures/push';
import { measureQueries } from './measures/queries';
import { BenchPortal } from './portal';
import { allMet, renderResults, type Result } from './result';

const HELP = `yarn bench [options]

Measures the dbaas backend against API servers in another process, and the naive way to
do the same in the same run. Times depend on the machine; ratios travel.

  --clusters <n>   clusters (default: 20)
  --services <n>   database services of 12 objects each (default: 10000)
  --rate <n>       changes per second (default: 100)
  --seconds <n>    how long changes flow (default: 30)
  --quick          2 clusters, 100 services, 3 seconds: to see that it works
  --json           the results as JSON
  --help           this text
`;

const say = (line: string) => process.stderr.write(`${line}\n`);

function readOptions() {
  const { values } = parseArgs({
    options: {
      clusters: { type: 'string' },
      services: { type: 'string' },
      rate: { type: 'string', default: '100' },
      seconds: { type: 'string' },
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const { quick, json, help } = values;
  return {
    clusters: Number(values.clusters ?? (quick ? 2 : 20)),
    services: Number(values.services ?? (quick ? 100 : 10_000)),
    perSecond: Number(values.rate),
    seconds: Number(values.seconds ?? (quick ? 3 : 30)),
    json,
    help,
  };
}

async function run(options: ReturnType<typeof readOptions>): Promise<Result[]> {
  say(`Making ${options.services} services in ${options.clusters} clusters`);
  const fleet = await BenchFleet.start(options.clusters, options.services);
  const watch = new PushWatch(fleet);
  const browser = new BenchBrowser();
  const portal = await BenchPortal.open({
    clusters: fleet.facts.clusters,
    onSignal: channel => watch.signalled(channel),
  });
  try {
    say('Initial sync');
    const sync = await measureInitialSync(fleet, portal);
    say('Page views');
    const views = await measurePageViews(fleet, portal, browser);
    say('Queries');
    const queries = await measureQueries(portal, browser);
    say(`${options.perSecond} changes per second for ${options.seconds} s`);
    const push = await measurePush(fleet, watch, options);
    return [...views, ...sync, ...queries, ...push];
  } finally {
    await browser.stop();
    await portal.stop();
    await fleet.stop();
  }
}

async function main(): Promise<void> {
  const options = readOptions();
  if (options.help) {
    process.stdout.write(HELP);
    return;
  }
  const results = await run(options);
  process.stdout.write(
    options.json
      ? `${JSON.stringify(results, null, 2)}\n`
      : `\n${renderResults(results)}\n`,
  );
  process.exitCode = allMet(results) ? 0 : 1;
}

main().catch(error => {
  say(error instanceof Error ? error.stack ?? error.message : String(error));
  process.exitCode = 2;
});
