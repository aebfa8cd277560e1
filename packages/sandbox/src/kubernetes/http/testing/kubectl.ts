import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { stringify } from 'yaml';
import { writeKubeconfig, type KubeconfigContext } from '../kubeconfig';

const TIMEOUT_MS = 15_000;

export interface KubectlResult {
  /** Exit code; 0 is good. */
  code: number;
  stdout: string;
  stderr: string;
}

/** True when there is a kubectl on this machine. */
export function hasKubectl(): boolean {
  return (process.env.PATH ?? '').split(delimiter).some(directory => {
    try {
      accessSync(join(directory, 'kubectl'), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** kubectl with a home of its own, so that nothing it remembers outlives the test. */
export class Kubectl {
  private constructor(readonly home: string) {}

  static async with(contexts: readonly KubeconfigContext[]): Promise<Kubectl> {
    const home = await mkdtemp(join(tmpdir(), 'kubectl-'));
    await writeKubeconfig(join(home, 'kubeconfig'), contexts);
    return new Kubectl(home);
  }

  /** Runs a command, whatever comes of it. A text is taken apart at its spaces. */
  run(
    command: string | readonly string[],
    {
      input,
      env = {},
    }: { input?: object | string; env?: Record<string, string> } = {},
  ): Promise<KubectlResult> {
    const args = typeof command === 'string' ? command.split(' ') : command;
    const environment = {
      ...process.env,
      HOME: this.home,
      KUBECONFIG: join(this.home, 'kubeconfig'),
      ...env,
    };
    return new Promise(resolve => {
      const child = execFile(
        'kubectl',
        args,
        { env: environment, timeout: TIMEOUT_MS },
        (error, stdout, stderr) => {
          const code = typeof error?.code === 'number' ? error.code : 1;
          resolve({ code: error ? code : 0, stdout, stderr });
        },
      );
      child.stdin?.end(
        typeof input === 'object' ? stringify(input) : input ?? '',
      );
    });
  }

  /** Runs a command that must succeed, and gives what it printed. */
  async ok(
    command: string | readonly string[],
    options: Parameters<Kubectl['run']>[1] = {},
  ): Promise<string> {
    const { code, stdout, stderr } = await this.run(command, options);
    if (code !== 0)
      throw new Error(`kubectl ${command} failed: ${stderr}${stdout}`);
    return stdout;
  }

  /** Writes an executable script that kubectl can use as an editor. */
  async editor(script: string): Promise<string> {
    const path = join(this.home, 'editor');
    await writeFile(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return path;
  }

  async remove(): Promise<void> {
    await rm(this.home, { recursive: true });
  }
}
