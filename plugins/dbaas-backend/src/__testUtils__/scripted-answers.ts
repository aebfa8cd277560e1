import type { ServerResponse } from 'node:http';
import type { ApiResource } from '../clusters/discovery';

/** Sends a JSON answer. */
export function answer(
  response: ServerResponse,
  code: number,
  body: unknown,
): void {
  response.writeHead(code, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
}

/** Sends a `Status`, as API servers do on failure. */
export function answerStatus(
  response: ServerResponse,
  code: number,
  reason: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(code, { 'Content-Type': 'application/json', ...headers });
  response.end(
    JSON.stringify({
      kind: 'Status',
      apiVersion: 'v1',
      status: 'Failure',
      code,
      reason,
      message: `scripted ${reason}`,
    }),
  );
}

/** What a server with aggregated discovery says of the kinds it serves. */
export function groupDiscoveryList(served: ApiResource[]) {
  const groups = new Map<string, ApiResource[]>();
  for (const resource of served) {
    const others = groups.get(resource.group) ?? [];
    groups.set(resource.group, [...others, resource]);
  }
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    items: [...groups].map(([name, resources]) => ({
      metadata: { name },
      versions: resources.map(({ version, plural, kind, namespaced }) => ({
        version,
        resources: [
          {
            resource: plural,
            responseKind: { kind },
            scope: namespaced ? 'Namespaced' : 'Cluster',
          },
        ],
      })),
    })),
  };
}
