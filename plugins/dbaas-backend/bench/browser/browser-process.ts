import { taskSchema, type Outcome } from './protocol';

/** Reads a page's worth and tells how long it took until the answer was parsed. */
async function read(url: string): Promise<Outcome> {
  const startedAt = performance.now();
  const response = await fetch(url);
  const answer = await response.text();
  if (!response.ok) return { error: `${url} answered ${response.status}` };
  JSON.parse(answer);
  return { milliseconds: performance.now() - startedAt };
}

process.on('message', message => {
  read(taskSchema.parse(message).url)
    .catch((error): Outcome => ({ error: String(error) }))
    .then(outcome => process.send?.(outcome));
});
process.on('disconnect', () => process.exit(0));
