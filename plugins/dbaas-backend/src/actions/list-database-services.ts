import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { parseServiceQuery } from '../database-services/service-query';
import type { ServiceApi } from '../service-api';
import { EXAMPLE_SERVICE, READS_ONLY, type Zod } from './service-input';

const input = (zod: Zod) =>
  zod.object({
    text: zod
      .string()
      .optional()
      .describe('Part of a name, namespace, entity ref or headline'),
    entity: zod
      .string()
      .optional()
      .describe('Ref of a linked entity, such as component:default/orders-api'),
    owner: zod
      .string()
      .optional()
      .describe(
        'Ref of an owner of a linked entity, such as group:default/team-orders',
      ),
    state: zod
      .string()
      .optional()
      .describe('State such as healthy, degraded or failed'),
    limit: zod.number().int().min(1).max(100).default(20),
  });

const output = (zod: Zod) =>
  zod.object({
    totalItems: zod.number().describe('How many match, also beyond the limit'),
    items: zod.array(
      zod.object({
        cluster: zod.string(),
        namespace: zod.string(),
        name: zod.string(),
        entityRefs: zod.array(zod.string()),
        state: zod.string(),
        headline: zod.string(),
      }),
    ),
  });

/** The way to find a database service that somebody talks about. */
export function registerList(
  registry: ActionsRegistryService,
  { services }: ServiceApi,
): void {
  registry.register({
    name: 'list-database-services',
    title: 'List database services',
    description:
      'Lists the database services that the user may see, with their state in one word and one sentence, worst first. Use it to find the cluster, namespace and name that the other actions ask for.',
    attributes: READS_ONLY,
    schema: { input, output },
    examples: [
      {
        title: 'What of our team is broken?',
        input: {
          owner: 'group:default/team-orders',
          state: 'failed',
          limit: 20,
        },
        output: {
          totalItems: 1,
          items: [
            {
              ...EXAMPLE_SERVICE,
              entityRefs: ['component:default/orders-api'],
              state: 'failed',
              headline: 'The database server does not run.',
            },
          ],
        },
      },
    ],
    action: async ({ input: query, credentials }) => {
      const list = await services.list(
        { credentials },
        parseServiceQuery(query),
      );
      return {
        output: {
          totalItems: list.totalItems,
          items: list.items.map(({ ref, entityRefs, assessment }) => ({
            ...ref,
            entityRefs,
            state: assessment.state,
            headline: assessment.headline,
          })),
        },
      };
    },
  });
}
