import { Environment } from './environment/environment';
import { HELP, readOptions, type Options } from './options';
import { renderReport } from './report';
import { runScenarios } from './runner';
import { startSandbox } from './sandbox';
import { SCENARIOS } from './scenarios/all';

const say = (line: string) => process.stderr.write(`${line}\n`);

async function test(kubeconfig: string, options: Options): Promise<boolean> {
  const results = await runScenarios(
    SCENARIOS,
    new Environment(kubeconfig, options),
    ({ outcome, placement, scenario }) =>
      say(`${outcome}: ${scenario} (${placement})`),
  );
  process.stdout.write(
    options.json
      ? `${JSON.stringify(results, null, 2)}\n`
      : `\n${renderReport(results)}\n`,
  );
  return results.every(({ outcome }) => outcome !== 'failed');
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(HELP);
    return;
  }
  if (options.kubeconfig) {
    process.exitCode = (await test(options.kubeconfig, options)) ? 0 : 1;
    return;
  }
  const sandbox = await startSandbox(say);
  try {
    const passed = await test(sandbox.kubeconfig, {
      ...options,
      'external-secret': options['external-secret'] ?? sandbox.externalSecret,
    });
    process.exitCode = passed ? 0 : 1;
  } finally {
    await sandbox.stop();
  }
}

main().catch(error => {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
});
