import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import {
  LAYERS,
  type DatabaseService,
} from '@backstage-dbaas/plugin-dbaas-common';
import { NotFoundError } from '@backstage/errors';
import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { z } from 'zod/v3';
import { parseServiceQuery } from '../database-services/service-query';
import type { ServiceReader } from '../database-services/service-reader';

const attributes = { readOnly: true, idempotent: true, destructive: false };

type Zod = typeof z;

const refInput = (zod: Zod) =>
  zod.object({
    cluster: zod.string().describe('Cluster that holds the claim'),
    namespace: zod.string().describe('Namespace of the claim'),
    name: zod.string().describe('Name of the claim'),
  });

/** Tools for assistants. They see what their user may see, and never a secret. */
export function registerActions(
  registry: ActionsRegistryService,
  reader: ServiceReader,
): void {
  registerList(registry, reader);
  registerExplain(registry, reader);
  registerConnections(registry, reader);
}

function registerList(
  registry: ActionsRegistryService,
  reader: ServiceReader,
): void {
  registry.register({
    name: 'list-database-services',
    title: 'List database services',
    description:
      'Lists database services with their state in one word and one sentence, worst first.',
    attributes,
    schema: {
      input: zod =>
        zod.object({
          text: zod
            .string()
            .optional()
            .describe('Part of a name, namespace, entity ref or headline'),
          entity: zod.string().optional().describe('Ref of a linked entity'),
          owner: zod
            .string()
            .optional()
            .describe('Ref of an owner of a linked entity'),
          state: zod
            .string()
            .optional()
            .describe('State such as healthy, degraded or failed'),
          limit: zod.number().int().min(1).max(100).default(20),
        }),
      output: zod =>
        zod.object({
          totalItems: zod.number(),
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
        }),
    },
    action: async ({ input, credentials }) => {
      const list = await reader.list({ credentials }, parseServiceQuery(input));
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

function registerExplain(
  registry: ActionsRegistryService,
  reader: ServiceReader,
): void {
  registry.register({
    name: 'explain-database-service',
    title: 'Explain a database service',
    description:
      'Says whether a database service can be used, what is wrong with it if anything, whose move it is and what to do next.',
    attributes,
    schema: {
      input: refInput,
      output: zod =>
        zod.object({
          state: zod.string(),
          headline: zod.string(),
          detail: zod.string().optional(),
          audience: zod.string().optional(),
          observedAt: zod.string(),
          stale: zod.boolean(),
          layers: zod.array(
            zod.object({
              layer: zod.enum(LAYERS),
              state: zod.string(),
              summary: zod.string(),
            }),
          ),
          findings: zod.array(
            zod.object({
              severity: zod.string(),
              audience: zod.string(),
              message: zod.string(),
              nextStep: zod.string().optional(),
            }),
          ),
          requests: zod.array(
            zod.object({
              title: zod.string(),
              url: zod.string(),
              state: zod.string(),
            }),
          ),
        }),
    },
    action: async ({ input, credentials }) => {
      const service = await find(reader, input, credentials);
      const { assessment, freshness } = service;
      return {
        output: {
          state: assessment.state,
          headline: assessment.headline,
          detail: assessment.detail,
          audience: assessment.audience,
          observedAt: freshness.observedAt,
          stale: freshness.stale,
          layers: assessment.layers.map(({ layer, state, summary }) => ({
            layer,
            state,
            summary,
          })),
          findings: assessment.findings.map(
            ({ severity, audience, message, nextStep }) => ({
              severity,
              audience,
              message,
              nextStep,
            }),
          ),
          requests: service.requests.map(({ title, url, state }) => ({
            title,
            url,
            state,
          })),
        },
      };
    },
  });
}

function registerConnections(
  registry: ActionsRegistryService,
  reader: ServiceReader,
): void {
  registry.register({
    name: 'get-database-connection-info',
    title: 'Get connection info of a database service',
    description:
      'Tells host, port, database, user and the Secret that holds the password, for each application cluster. Never the password itself.',
    attributes,
    schema: {
      input: refInput,
      output: zod =>
        zod.object({
          connections: zod.array(
            zod.object({
              cluster: zod.string(),
              namespace: zod.string(),
              secretName: zod.string(),
              secretKeys: zod.array(zod.string()),
              delivered: zod.boolean(),
              host: zod.string().optional(),
              port: zod.number().optional(),
              database: zod.string(),
              user: zod.string(),
              sslMode: zod.string().optional(),
              daprComponents: zod.array(zod.string()),
            }),
          ),
        }),
    },
    action: async ({ input, credentials }) => {
      const { connections } = await find(reader, input, credentials);
      return {
        output: {
          connections: connections.map(
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

async function find(
  reader: ServiceReader,
  ref: { cluster: string; namespace: string; name: string },
  credentials: BackstageCredentials,
): Promise<DatabaseService> {
  const service = await reader.get({ credentials }, ref);
  if (!service) {
    throw new NotFoundError(
      `There is no database service ${ref.namespace}/${ref.name} in cluster "${ref.cluster}".`,
    );
  }
  return service;
}
