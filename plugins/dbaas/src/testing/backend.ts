import type {
  Connection,
  DatabaseService,
} from '@backstage-dbaas/plugin-dbaas-common';

/** The backend as the client of the plugin sees it, over HTTP, with one database service. */
export function backendOf(service: DatabaseService): typeof fetch {
  return async input => {
    const { pathname } = new URL(
      input instanceof Request ? input.url : String(input),
    );
    const answers: [RegExp, object][] = [
      [/\/by-entity\/default\/component\/orders-api$/, { items: [service] }],
      [/\/(history|clusters)$/, { items: [] }],
      [/\/events$/, { items: [], unreadable: [] }],
      [/\/connections$/, { items: service.connections.map(withoutSnippets) }],
      [/\/services$/, { items: [service], totalItems: 1 }],
    ];
    const answer = answers.find(([path]) => path.test(pathname));
    return answer
      ? new Response(JSON.stringify(answer[1]))
      : new Response('', { status: 404 });
  };
}

const withoutSnippets = (connection: Connection) => ({
  ...connection,
  snippets: [],
});
