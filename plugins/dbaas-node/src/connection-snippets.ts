import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { ConnectionSnippetTemplate } from '@backstage-dbaas/plugin-dbaas-common';

/**
 * Adds ways to connect to those that the plugin shows, such as one for a library of the
 * company.
 *
 * @public
 */
export interface DbaasConnectionSnippetsExtensionPoint {
  /**
   * They come behind the built-in snippets, in the order in which they were added. One
   * with the id of another replaces it.
   */
  addSnippets(...templates: ConnectionSnippetTemplate[]): void;
}

/** @public */
export const dbaasConnectionSnippetsExtensionPoint =
  createExtensionPoint<DbaasConnectionSnippetsExtensionPoint>({
    id: 'dbaas.connection-snippets',
  });
