import { writeFile } from 'node:fs/promises';
import { Environment } from './environment/environment';
import { Installation } from './environment/installation';
import { runInstalled } from './installed';
import { HELP, readOptions, type Options } from './options';
import { renderReport } from './report';
import { runScenarios, type Result } from './runner';
import { startSandbox } from './sandbox';
import { SCENARIOS } from './scenarios/all';

const say = (line: string) => process.stderr.write(`${line}\n`);

async function test(
  kubeconfig: string,
  options: Options,
  interrupted: AbortSignal,
): Promise<boolean> {
  const environment = new Environment(kubeconfig, options, interrupted);
  const onResult = ({ outcome, placement, scenario }: Result) =>
    say(`${outcome}: ${scenario} (${placement})`);
  const run = () => runScenarios(SCENARIOS, environment, onResult);
  const results =
    options.install.length > 0
      ? await runInstalled(
          await Installation.read(
            options.install,
            environment.platform,
            options.timeoutMs,
          ),
          run,
          onResult,
        )
      : await run();
  process.stdout.write(`\n${renderReport(results)}\n`);
  if (options.json)
    await writeFile(options.json, `${JSON.stringify(results, null, 2)}\n`);
  return (
    !interrupted.aborted && results.every(({ outcome }) => outcome !== 'failed')
  );
}

async function testSandbox(
  options: Options,
  interrupted: AbortSignal,
): Promise<boolean> {
  const lines: string[] = [];
  let passed = false;
  try {
    const sandbox = await startSandbox(line =>
      options.verbose ? say(line) : lines.push(line),
    );
    try {
      passed = await test(
        sandbox.kubeconfig,
        {
          ...options,
          install:
            options.install.length > 0 ? options.install : sandbox.platform,
          'second-apps-context': options['second-apps-context'] ?? 'platform',
          'second-apps-cluster': options['second-apps-cluster'] ?? 'platform',
          'external-secret':
            options['external-secret'] ?? sandbox.externalSecret,
        },
        interrupted,
      );
    } finally {
      await sandbox.stop();
    }
    return passed;
  } finally {
    if (!passed && lines.length > 0)
      say(['', 'What the sandbox said:', ...lines].join('\n'));
  }
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(HELP);
    return;
  }
  const interrupted = interruption();
  const passed = options.kubeconfig
    ? await test(options.kubeconfig, options, interrupted)
    : await testSandbox(options, interrupted);
  process.exitCode = passed ? 0 : 1;
}

/** The first signal lets scenarios clean up; a second one ends the process at once. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(signal, () => {
      say(`${signal}: cleaning up. Once more ends it at once.`);
      controller.abort();
    });
  return controller.signal;
}

main().catch(error => {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
});
