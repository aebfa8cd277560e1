import { createBackendModule } from '@backstage/backend-plugin-api';
import { dbaasConnectionSnippetsExtensionPoint } from '@backstage-dbaas/plugin-dbaas-node';

export const jdbcSnippetModule = createBackendModule({
  pluginId: 'dbaas',
  moduleId: 'jdbc-snippet',
  register(env) {
    env.registerInit({
      deps: { snippets: dbaasConnectionSnippetsExtensionPoint },
      async init({ snippets }) {
        snippets.addSnippets({
          id: 'jdbc',
          title: 'JDBC URL',
          language: 'properties',
          render: ({ host, port, database }) =>
            host ? `url=jdbc:postgresql://${host}:${port}/${database}` : '',
        });
      },
    });
  },
});
