import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** What the sandbox listens on itself, and room for its database servers. */
const BLOCK = 60;
/** Below the ports that systems give to outgoing connections. */
const LOWEST = 20_000;
const HIGHEST = 32_000;
const ATTEMPTS = 50;

/** The first of a block of ports that nothing listens on. */
export async function findFreePorts(): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const first = randomInt(LOWEST, HIGHEST - BLOCK);
    if (await allFree(first)) return first;
  }
  throw new Error(
    `No ${BLOCK} ports in a row are free between ${LOWEST} and ${HIGHEST}. Stop programs that listen there.`,
  );
}

async function allFree(first: number): Promise<boolean> {
  const ports = Array.from({ length: BLOCK }, (_, index) => first + index);
  return (await Promise.all(ports.map(isFree))).every(Boolean);
}

function isFree(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const probe = createServer()
      .once('error', () => resolve(false))
      .listen({ port, host: '127.0.0.1', exclusive: true }, () =>
        probe.close(() => resolve(true)),
      );
  });
}
