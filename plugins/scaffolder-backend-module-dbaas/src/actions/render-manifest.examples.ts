import type { TemplateExample } from '@backstage/plugin-scaffolder-node';
import { stringify } from 'yaml';

/** Shown in the list of installed actions. */
export const renderManifestExamples: TemplateExample[] = [
  {
    description:
      'Write the claim of a small PostgreSQL server with one database and one user',
    example: stringify({
      steps: [
        {
          id: 'render',
          name: 'Check the request and write the manifest',
          action: 'dbaas:manifest:render',
          input: {
            entityRef: 'component:default/orders-api',
            namespace: 'team-orders',
            name: 'orders-db',
            spec: {
              version: '17',
              placement: 'cnpg',
              plan: 'small',
              databases: [{ name: 'orders' }],
              users: [
                {
                  name: 'orders_app',
                  access: [{ database: 'orders', level: 'readWrite' }],
                },
              ],
            },
          },
        },
      ],
    }),
  },
];
