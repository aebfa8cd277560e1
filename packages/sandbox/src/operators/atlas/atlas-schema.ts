import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { AtlasError, because } from './atlas-error';
import type { Applied, AtlasKind } from './atlas-reconciler';
import { untilReachable } from './reachable';
import {
  ATLAS_SCHEMA,
  readAtlasSchema,
  type AtlasSchemaSpec,
} from './resources';
import {
  DesiredStateError,
  withSchemaDiff,
  type SchemaChange,
  type SchemaDiff,
} from './schema-diff';
import { readStatus } from './status';
import {
  devDatabaseUrl,
  requireDevDatabase,
  targetDatabase,
  type References,
} from './target';

const FILE_NAME = 'schema.sql';
const LONGEST_STATEMENTS = 1_024;

/** AtlasSchema: a database is brought to a desired state. */
export const atlasSchema: AtlasKind = {
  kind: ATLAS_SCHEMA,
  backoffLimit: object => readAtlasSchema(object).backoffLimit,
  apply: applySchema,
};

async function applySchema(
  object: KubernetesObject,
  references: References,
  announce: (message: string) => Promise<void>,
): Promise<Applied> {
  const { spec, sql, target, devUrl } = await because('ReadSchema', true, () =>
    readInput(object, references),
  );
  const dev = requireDevDatabase(devUrl);
  const status = readStatus(object.status);
  await because('CalculatingHash', true, async () => {
    await untilReachable(target.config);
    await untilReachable(dev.config);
  });
  const request = {
    target: target.config,
    dev: dev.config,
    files: [{ name: FILE_NAME, sql }],
    schemas:
      spec.schemas.length === 0 && target.schema !== undefined
        ? [target.schema]
        : spec.schemas,
    exclude: spec.exclude,
  };
  return because('ApplyingSchema', false, () =>
    explainingInput(() =>
      withSchemaDiff(request, async diff => {
        if (status.observedHash !== diff.desiredHash) {
          await announce('current schema does not match last applied');
        }
        refuseDestruction(diff, spec, status.lastApplied === 0);
        await diff.apply();
        return report(diff);
      }),
    ),
  );
}

async function readInput(object: KubernetesObject, references: References) {
  const spec = readAtlasSchema(object);
  if (spec.config !== undefined) {
    throw new Error(
      'install the operator with "--set allowCustomConfig=true" to use custom atlas.hcl config',
    );
  }
  // To leave it out in silence would drop what somebody wanted to keep.
  if (Object.values(spec.policy.diff.skip).includes(true)) {
    throw new Error('the sandbox does not know policy.diff.skip; use exclude');
  }
  return {
    spec,
    target: await targetDatabase(spec, references),
    sql: await desiredSql(spec, references),
    devUrl: await devDatabaseUrl(spec, references),
  };
}

async function desiredSql(
  { schema }: AtlasSchemaSpec,
  references: References,
): Promise<string> {
  const { configMapKeyRef, sql, hcl, url } = schema;
  if (hcl !== '' || url !== '')
    throw new Error(
      'the sandbox reads schemas in SQL only, not in HCL or from a URL',
    );
  if (!configMapKeyRef) {
    if (sql === '') throw new Error('no desired schema specified');
    return sql;
  }
  if (!configMapKeyRef.key.endsWith('.sql')) {
    throw new Error('configmaps key must be ending with .sql');
  }
  const text = (await references.configMap(configMapKeyRef.name))[
    configMapKeyRef.key
  ];
  if (text === undefined) {
    throw new Error(
      `configmaps "${configMapKeyRef.name}" has no key "${configMapKeyRef.key}"`,
    );
  }
  return text;
}

/** SQL that PostgreSQL does not understand is found when the desired state is worked out. */
async function explainingInput<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DesiredStateError)) throw error;
    throw new AtlasError('CalculatingHash', error.message, true);
  }
}

/** Lint (`policy.lint.destructive.error`), and the rule that the first run must not drop anything. */
function refuseDestruction(
  { changes }: SchemaDiff,
  { policy }: AtlasSchemaSpec,
  isFirstRun: boolean,
): void {
  if (isFirstRun) {
    const drops = changes.filter(({ sql }) => /\bDROP\s/i.test(sql));
    if (drops.length > 0) {
      throw new AtlasError(
        'FirstRunDestructive',
        `${destructionMessage(
          drops,
        )}\nTo prevent accidental drop of resources, first run of a schema must not contain destructive changes.\nRead more: https://atlasgo.io/integrations/kubernetes/#destructive-changes`,
        false,
      );
    }
    return;
  }
  const losses = changes.filter(({ destructive }) => destructive);
  if (policy.lint.destructive.error && losses.length > 0) {
    throw new AtlasError('LintPolicyError', destructionMessage(losses), false);
  }
}

function destructionMessage(changes: readonly SchemaChange[]): string {
  const lines = changes.map(
    ({ sql }) => `- ${sql.replace(/\s+/g, ' ').replace(/"/g, '')}`,
  );
  return `destructive changes detected:\n${lines.join('\n')}`;
}

function report({ changes, desiredHash }: SchemaDiff): Applied {
  const statements = changes.map(({ sql }) => sql);
  const message =
    statements.length === 0
      ? 'The schema is up to date'
      : `The schema has been applied successfully. Apply response: ${shortened(
          statements.join('; '),
        )}`;
  return {
    status: {
      observed_hash: desiredHash,
      last_applied: Math.floor(Date.now() / 1_000),
    },
    message,
    event: 'Applied schema',
  };
}

function shortened(text: string): string {
  if (text.length <= LONGEST_STATEMENTS) return text;
  return `${text.slice(0, LONGEST_STATEMENTS)} -- truncated ${
    text.length - LONGEST_STATEMENTS
  } bytes...`;
}
