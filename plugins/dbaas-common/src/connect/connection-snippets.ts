import type { ConnectionSnippet } from '../api/connection-details';
import type { Connection } from '../api/database-service';
import { dapr } from './dapr-snippet';
import { dotnet, go, java, node, python } from './driver-snippets';
import { kubernetesEnv, psql, shellEnv } from './kubernetes-snippets';

/**
 * Makes one snippet of a connection.
 *
 * @public
 */
export interface ConnectionSnippetTemplate
  extends Omit<ConnectionSnippet, 'text'> {
  /** The text; an empty one leaves the snippet out. Gets names only, no values of Secrets. */
  render(connection: Connection): string;
}

/** The snippets that this product knows. @public */
export const BUILT_IN_SNIPPETS: readonly ConnectionSnippetTemplate[] = [
  {
    id: 'kubernetes',
    title: 'Kubernetes',
    language: 'yaml',
    render: kubernetesEnv,
  },
  { id: 'shell', title: 'Shell', language: 'bash', render: shellEnv },
  { id: 'psql', title: 'psql', language: 'bash', render: psql },
  { id: 'node', title: 'Node.js', language: 'javascript', render: node },
  { id: 'python', title: 'Python', language: 'python', render: python },
  { id: 'go', title: 'Go', language: 'go', render: go },
  { id: 'java', title: 'Java', language: 'properties', render: java },
  { id: 'dotnet', title: '.NET', language: 'csharp', render: dotnet },
  { id: 'dapr', title: 'Dapr', language: 'bash', render: dapr },
];

/** Every way to connect that a connection offers; a later template replaces one of the same id. @public */
export function renderSnippets(
  templates: readonly ConnectionSnippetTemplate[],
  connection: Connection,
): ConnectionSnippet[] {
  const byId = new Map(templates.map(template => [template.id, template]));
  return [...byId.values()]
    .map(({ id, title, language, render }) => ({
      id,
      title,
      language,
      text: render(connection),
    }))
    .filter(({ text }) => text.trim() !== '');
}
