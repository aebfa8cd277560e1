import { chmod, rename, writeFile } from 'node:fs/promises';
import { stringify } from 'yaml';

/** One context of a kubeconfig. */
export interface KubeconfigContext {
  /** Name of the context, the cluster and the user. */
  name: string;
  /** URL of an API server of the sandbox, which answers HTTP and HTTPS. */
  server: string;
  token: string;
}

/** A kubeconfig with a context for each cluster; the first is the current one. */
export function kubeconfig(contexts: readonly KubeconfigContext[]): object {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': contexts[0]?.name ?? '',
    clusters: contexts.map(({ name, server }) => ({
      name,
      // kubectl sends tokens through TLS only; the certificate is new at each start.
      cluster: {
        server: server.replace(/^http:/, 'https:'),
        'insecure-skip-tls-verify': true,
      },
    })),
    contexts: contexts.map(({ name }) => ({
      name,
      context: { cluster: name, user: name, namespace: 'default' },
    })),
    users: contexts.map(({ name, token }) => ({ name, user: { token } })),
  };
}

/** Writes a kubeconfig that only its owner can read. */
export async function writeKubeconfig(
  path: string,
  contexts: readonly KubeconfigContext[],
): Promise<void> {
  const draft = `${path}.new`;
  await writeFile(draft, stringify(kubeconfig(contexts)), { mode: 0o600 });
  await chmod(draft, 0o600);
  await rename(draft, path);
}
