import { parse } from 'yaml';
import { z } from 'zod';

const kubeconfigSchema = z.object({
  'current-context': z.string().min(1),
  contexts: z.array(
    z.object({ name: z.string(), context: z.object({ cluster: z.string() }) }),
  ),
  clusters: z.array(
    z.object({ name: z.string(), cluster: z.object({ server: z.string() }) }),
  ),
});

/** The API server that a kubeconfig leads to. Messages show nothing of its credentials. */
export function serverOf(kubeconfig: string): string {
  const parsed = kubeconfigSchema.safeParse(parseYaml(kubeconfig));
  if (!parsed.success) {
    const fields = parsed.error.issues.map(
      ({ path }) => path.join('.') || 'document',
    );
    throw new Error(
      `failed to load kubeconfig: it has no valid ${[...new Set(fields)].join(
        ', ',
      )}`,
    );
  }
  const { 'current-context': current, contexts, clusters } = parsed.data;
  const context = contexts.find(({ name }) => name === current);
  if (!context)
    throw new Error(
      `failed to load kubeconfig: context "${current}" does not exist`,
    );
  const cluster = clusters.find(({ name }) => name === context.context.cluster);
  if (!cluster) {
    throw new Error(
      `failed to load kubeconfig: cluster "${context.context.cluster}" does not exist`,
    );
  }
  return cluster.cluster.server;
}

function parseYaml(text: string): unknown {
  try {
    return parse(text);
  } catch {
    // The parser quotes the text, which holds a token.
    throw new Error('failed to load kubeconfig: it is not YAML');
  }
}
