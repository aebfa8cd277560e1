import type { Connection } from '@backstage-dbaas/plugin-dbaas-common';
import { dapr } from './dapr-snippet';
import { dotnet, go, java, node, python } from './driver-snippets';
import { kubernetesEnv, psql, shellEnv } from './kubernetes-snippets';

export type SnippetId =
  | 'kubernetes'
  | 'shell'
  | 'psql'
  | 'node'
  | 'python'
  | 'go'
  | 'java'
  | 'dotnet'
  | 'dapr';

/** One way to connect, made of names only: never of a password. */
export interface Snippet {
  id: SnippetId;
  /** For highlighting. */
  language: string;
  text: string;
}

/** Every way to connect that this connection offers. */
export function snippetsOf(connection: Connection): Snippet[] {
  const snippets: Snippet[] = [
    { id: 'kubernetes', language: 'yaml', text: kubernetesEnv(connection) },
    { id: 'shell', language: 'bash', text: shellEnv(connection) },
    { id: 'psql', language: 'bash', text: psql(connection) },
    { id: 'node', language: 'javascript', text: node(connection) },
    { id: 'python', language: 'python', text: python() },
    { id: 'go', language: 'go', text: go() },
    { id: 'java', language: 'properties', text: java() },
    { id: 'dotnet', language: 'csharp', text: dotnet(connection) },
    { id: 'dapr', language: 'bash', text: dapr(connection) },
  ];
  return snippets.filter(({ text }) => text.trim() !== '');
}
