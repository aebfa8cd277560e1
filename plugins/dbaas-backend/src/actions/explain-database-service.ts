import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import {
  LAYERS,
  type DatabaseService,
  type ResourceEvent,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { ServiceApi } from '../service-api';
import {
  EXAMPLE_SERVICE,
  found,
  READS_ONLY,
  serviceInput,
  type Zod,
} from './service-input';

/** More would drown the findings. */
const MOST_WARNINGS = 10;

const output = (zod: Zod) =>
  zod.object({
    state: zod.string(),
    headline: zod.string(),
    detail: zod.string().optional(),
    audience: zod
      .string()
      .optional()
      .describe('Whose move it is: you, reviewer, platform or wait'),
    observedAt: zod.string().describe('How old the answer is, RFC 3339'),
    stale: zod.boolean().describe('True when a cluster cannot be read now'),
    layers: zod.array(
      zod.object({
        layer: zod.enum(LAYERS),
        state: zod.string(),
        summary: zod.string(),
      }),
    ),
    findings: zod
      .array(
        zod.object({
          severity: zod.string(),
          audience: zod.string(),
          message: zod.string(),
          nextStep: zod.string().optional(),
        }),
      )
      .describe('What is wrong and what to do next, worst first'),
    requests: zod
      .array(
        zod.object({
          title: zod.string(),
          url: zod.string(),
          state: zod.string(),
        }),
      )
      .describe('Pull requests that concern the database service'),
    warnings: zod
      .array(
        zod.object({
          resource: zod.string(),
          reason: zod.string(),
          message: zod.string(),
          count: zod.number(),
          lastAt: zod.string().optional(),
        }),
      )
      .describe('What controllers complained of lately, newest first'),
  });

/** The verdict on a database service, in words. */
export function registerExplain(
  registry: ActionsRegistryService,
  { services, events }: ServiceApi,
): void {
  registry.register({
    name: 'explain-database-service',
    title: 'Explain a database service',
    description:
      'Says whether a database service can be used, what is wrong with it if anything, whose move it is and what to do next. Trust the findings more than the warnings: those are raw, and may be over by now.',
    attributes: READS_ONLY,
    schema: { input: serviceInput, output },
    examples: [
      {
        title: 'Why can orders-api not reach its database?',
        input: EXAMPLE_SERVICE,
      },
    ],
    action: async ({ input: ref, credentials }) => {
      const caller = { credentials };
      const service = found(await services.get(caller, ref), ref);
      const warnings = await events.read(caller, ref, 'warning');
      return {
        output: {
          ...verdictOf(service),
          warnings: (warnings?.items ?? [])
            .slice(0, MOST_WARNINGS)
            .map(warningOf),
        },
      };
    },
  });
}

function verdictOf({ assessment, freshness, requests }: DatabaseService) {
  return {
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
    requests: requests.map(({ title, url, state }) => ({ title, url, state })),
  };
}

function warningOf({
  resource,
  reason,
  message,
  count,
  lastAt,
}: ResourceEvent) {
  const { cluster, kind, namespace, name } = resource;
  const path = namespace ? `${namespace}/${name}` : name;
  return {
    resource: `${kind} ${path} in cluster ${cluster}`,
    reason,
    message,
    count,
    lastAt,
  };
}
