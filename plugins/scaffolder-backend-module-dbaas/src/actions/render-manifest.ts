import type {
  BackstageCredentials,
  PermissionsService,
  RootConfigService,
  UrlReaderService,
} from '@backstage/backend-plugin-api';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { DbaasService } from '@backstage-dbaas/plugin-dbaas-node';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import {
  DEFAULT_PLATFORM_CLUSTER,
  describeRequest,
  formAnswersSchema,
  managedDatabaseSchema,
  manifestPath,
  renderManifest,
  serializeManifest,
  specFromAnswers,
  type ManagedDatabase,
  type RequestMarker,
} from '@backstage-dbaas/plugin-dbaas-common';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { gitOpsRepository, hasFile } from '../gitops/gitops-repository';
import { SchemaSqlError, readSchemaSql } from '../sql/schema-sql';
import { requireMayRequest } from './may-request';
import { requireOffered } from './require-offered';
import { refuse } from './refuse';
import { renderManifestExamples } from './render-manifest.examples';

/** What the action needs of the backend. @public */
export interface RenderManifestOptions {
  config: RootConfigService;
  catalog: CatalogService;
  /** What can be asked for. */
  dbaas: Pick<DbaasService, 'plans' | 'placements'>;
  permissions: PermissionsService;
  reader: UrlReaderService;
}

/**
 * `dbaas:manifest:render`: checks a request as far as that is possible before
 * anything exists, writes the claim into the workspace, and gives the texts of the
 * pull request. Nothing is written when anything is wrong.
 *
 * @public
 */
export function createRenderManifestAction({
  config,
  catalog,
  dbaas,
  permissions,
  reader,
}: RenderManifestOptions) {
  return createTemplateAction({
    id: 'dbaas:manifest:render',
    description:
      'Checks a request for a database service and writes its claim into the workspace',
    examples: renderManifestExamples,
    supportsDryRun: true,
    schema: {
      input: {
        namespace: z =>
          z.string().describe('Namespace of the claim in the platform cluster'),
        name: z => z.string().describe('Name of the database service'),
        cluster: z =>
          z
            .string()
            .optional()
            .describe('Cluster that the claim is for, "platform" by default'),
        entityRef: z =>
          z
            .string()
            .optional()
            .describe('Component that will use the database'),
        requestedBy: z =>
          z.string().optional().describe('Entity ref of the person who asks'),
        purpose: z =>
          z.string().optional().describe('One sentence for the reviewers'),
        operation: z =>
          z
            .enum(['create', 'change'])
            .optional()
            .describe(
              '"create" refuses to replace a claim that is in Git already',
            ),
        spec: z =>
          z
            .record(z.unknown())
            .optional()
            .describe('spec of the ManagedDatabase, as it should stand in Git'),
        request: z =>
          z
            .record(z.unknown())
            .optional()
            .describe(
              'Instead of spec: the answers of the form of the create template',
            ),
      },
      output: {
        path: z =>
          z.string().describe('Path of the claim in the GitOps repository'),
        manifest: z => z.string().describe('The claim as YAML'),
        repoUrl: z =>
          z
            .string()
            .describe(
              'GitOps repository in the form that publish actions take',
            ),
        branchName: z => z.string(),
        title: z => z.string(),
        description: z => z.string(),
        commitMessage: z => z.string(),
      },
    },
    async handler(ctx) {
      const { input } = ctx;
      const credentials = await ctx.getInitiatorCredentials();
      await requireMayRequest(permissions, credentials);
      const operation = input.operation ?? 'create';
      const repository = gitOpsRepository(config);
      const entityRef = input.entityRef && normalise(input.entityRef);
      if (entityRef) await requireEntity(catalog, entityRef, credentials);

      const manifest = render({ ...input, entityRef });
      const database = managedDatabaseSchema.parse(manifest);
      const cluster = input.cluster ?? DEFAULT_PLATFORM_CLUSTER;
      const plan = await requireOffered(database.spec, {
        dbaas,
        credentials,
        cluster,
        operation,
      });
      const destructive = await checkSchemas(database);

      const path = manifestPath(cluster, input.namespace, input.name);
      if (operation === 'create' && (await hasFile(reader, repository, path))) {
        throw new InputError(
          `There is already a database service "${input.name}" in namespace "${input.namespace}" (${path}). Choose another name.`,
        );
      }

      const content = serializeManifest(manifest);
      const file = resolveSafeChildPath(ctx.workspacePath, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);

      const marker: RequestMarker = {
        cluster,
        namespace: input.namespace,
        name: input.name,
        operation,
        entity: entityRef,
      };
      const text = describeRequest({
        marker,
        database,
        plan,
        purpose: input.purpose,
        requestedBy: input.requestedBy,
        destructive,
      });
      ctx.logger.info(`Wrote ${path}`);
      ctx.output('path', path);
      ctx.output('manifest', content);
      ctx.output('repoUrl', repository.repoUrl);
      ctx.output('branchName', text.branchName);
      ctx.output('title', text.title);
      ctx.output('description', text.description);
      ctx.output('commitMessage', text.commitMessage);
    },
  });
}

interface RenderInput {
  namespace: string;
  name: string;
  entityRef?: string;
  requestedBy?: string;
  spec?: Record<string, unknown>;
  request?: Record<string, unknown>;
}

function render(input: RenderInput): Record<string, unknown> {
  const rendered = renderManifest({ ...input, spec: specOf(input) });
  if (rendered.ok) return rendered.value;
  throw refuse(rendered.errors);
}

function specOf({ spec, request, name, entityRef }: RenderInput): unknown {
  if ((spec === undefined) === (request === undefined)) {
    throw new InputError('Give either "spec" or "request".');
  }
  if (spec) return spec;
  const answers = formAnswersSchema.safeParse(request);
  if (!answers.success) {
    const errors = answers.error.issues.map(issue => ({
      path: issue.path.map(String).join('.'),
      message: issue.message,
    }));
    throw refuse(errors);
  }
  const application = entityRef ? parseEntityRef(entityRef).name : name;
  return specFromAnswers(answers.data, { name, application });
}

function normalise(entityRef: string): string {
  return stringifyEntityRef(
    parseEntityRef(entityRef, {
      defaultKind: 'component',
      defaultNamespace: 'default',
    }),
  );
}

async function requireEntity(
  catalog: CatalogService,
  entityRef: string,
  credentials: BackstageCredentials,
): Promise<void> {
  if (!(await catalog.getEntityByRef(entityRef, { credentials }))) {
    throw new InputError(
      `There is no ${entityRef} in the catalog, or you may not see it.`,
    );
  }
}

/** Statements that lose data. SQL that does not parse is refused with its place. */
async function checkSchemas({ spec }: ManagedDatabase): Promise<string[]> {
  const found: string[] = [];
  for (const [index, { database, declarative }] of spec.schema.entries()) {
    if (declarative?.sql === undefined) continue;
    try {
      found.push(...(await readSchemaSql(declarative.sql)).destructive);
    } catch (error) {
      if (!(error instanceof SchemaSqlError)) throw error;
      throw new InputError(
        `spec.schema.${index}: the schema of database "${database}" is not valid SQL: ${error.message}`,
      );
    }
  }
  return found;
}
