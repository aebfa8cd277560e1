import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import type { ServiceApi } from '../service-api';
import {
  EXAMPLE_SERVICE,
  found,
  READS_ONLY,
  serviceInput,
  type Zod,
} from './service-input';

const output = (zod: Zod) =>
  zod.object({
    connections: zod.array(
      zod.object({
        cluster: zod.string().describe('Where the application runs'),
        namespace: zod.string(),
        secretName: zod.string(),
        secretKeys: zod.array(zod.string()),
        delivered: zod.boolean().describe('Whether the Secret is there'),
        host: zod.string().optional(),
        port: zod.number().optional(),
        database: zod.string(),
        user: zod.string(),
        sslMode: zod.string().optional(),
        daprComponents: zod.array(zod.string()),
      }),
    ),
  });

/** How to connect; never with what. */
export function registerConnectionInfo(
  registry: ActionsRegistryService,
  { services }: ServiceApi,
): void {
  registry.register({
    name: 'get-database-connection-info',
    title: 'Get connection info of a database service',
    description:
      'Tells host, port, database, user and the Secret that holds the password, for each application cluster. Never the password itself: refer to the key of the Secret instead, and do not ask the user for the password.',
    attributes: READS_ONLY,
    schema: { input: serviceInput, output },
    examples: [
      {
        title: 'Write a Deployment that uses orders-db',
        input: EXAMPLE_SERVICE,
        output: {
          connections: [
            {
              cluster: 'apps',
              namespace: 'orders',
              secretName: 'orders-db',
              secretKeys: ['host', 'port', 'username', 'password'],
              delivered: true,
              host: 'orders-db.example.org',
              port: 5432,
              database: 'orders',
              user: 'orders_app',
              daprComponents: [],
            },
          ],
        },
      },
    ],
    action: async ({ input: ref, credentials }) => {
      const service = found(await services.get({ credentials }, ref), ref);
      return {
        output: {
          connections: service.connections.map(
            ({ refreshedAt: _age, daprComponents, ...connection }) => ({
              ...connection,
              daprComponents: daprComponents.map(({ name }) => name),
            }),
          ),
        },
      };
    },
  });
}
