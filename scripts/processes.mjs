// Child processes that end when we end.
import { spawn } from 'node:child_process';
import { connect } from 'node:net';

/** Runs a command to its end. With `quiet` its output is shown only if it fails. */
export function run(
  command,
  args,
  { cwd, env = process.env, quiet = false } = {},
) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
    });
    const output = [];
    child.stdout?.on('data', chunk => output.push(chunk));
    child.stderr?.on('data', chunk => output.push(chunk));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) return resolve();
      if (quiet) process.stderr.write(Buffer.concat(output));
      return reject(
        new Error(
          `${[command, ...args].join(' ')} ended with ${
            signal ?? `exit code ${code}`
          }`,
        ),
      );
    });
  });
}

/** Processes that live until `stop`; each in a group of its own, so that its children end too. */
export class ProcessGroup {
  #children = [];
  #stopping = false;

  /** `onExit` is called when the process ends although nobody stopped it. */
  start(name, command, args, { cwd, env, onLine, onExit, ipc = false }) {
    const child = spawn(command, args, {
      cwd,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', ...(ipc ? ['ipc'] : [])],
    });
    const entry = {
      name,
      child,
      ended: new Promise(resolve => child.on('close', resolve)),
    };
    this.#children.push(entry);
    for (const stream of [child.stdout, child.stderr]) byLine(stream, onLine);
    child.on('error', error =>
      onExit?.(`${name} could not start: ${error.message}`),
    );
    child.on('exit', (code, signal) => {
      if (!this.#stopping)
        onExit?.(
          `${name} ended unexpectedly (${signal ?? `exit code ${code}`}).`,
        );
    });
    return child;
  }

  /** Stops the processes, last started first, each politely and then by force. */
  async stop(graceMs = 15_000) {
    this.#stopping = true;
    for (const { child, ended } of [...this.#children].reverse()) {
      signalGroup(child, 'SIGTERM');
      const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), graceMs);
      await ended;
      clearTimeout(timer);
      // What the process left behind in its group must not outlive it.
      signalGroup(child, 'SIGKILL');
    }
  }
}

function signalGroup(child, signal) {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

function byLine(stream, onLine) {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', chunk => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop();
    lines.forEach(line => onLine?.(line));
  });
  stream.on('end', () => rest && onLine?.(rest));
}

/** True when something accepts connections on a port of this machine. */
export function isPortTaken(port) {
  return new Promise(resolve => {
    const socket = connect({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** Waits until a URL answers with success; `isAlive` ends the wait early. */
export async function waitForUrl(url, { timeoutMs, isAlive = () => true }) {
  const deadline = Date.now() + timeoutMs;
  while (Date.now() < deadline && isAlive()) {
    const answered = await fetch(url).then(
      response => response.ok,
      () => false,
    );
    if (answered) return true;
    await new Promise(resolve => setTimeout(resolve, 250));
  }
  return false;
}
