import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import {
  formAnswersSchema,
  renderManifest,
  serializeManifest,
  specFromAnswers,
  type FieldError,
  type ParseResult,
} from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';

const targetSchema = z.object({
  name: z.string(),
  namespace: z.string(),
  component: z.string().optional(),
});

/**
 * The bytes that the pull request will hold for the values of a form, by the same
 * steps as the scaffolder action `dbaas:manifest:render`.
 */
export function previewManifest(
  values: Record<string, unknown>,
  requestedBy: string | undefined,
): ParseResult<string> {
  const target = targetSchema.safeParse(values);
  if (!target.success) return { ok: false, errors: errorsOf(target.error) };
  const answers = formAnswersSchema.safeParse(values);
  if (!answers.success) return { ok: false, errors: errorsOf(answers.error) };
  const { name, namespace, component } = target.data;
  const entityRef = component && normalise(component);
  const application = entityRef ? parseEntityRef(entityRef).name : name;
  const manifest = renderManifest({
    name,
    namespace,
    entityRef,
    requestedBy,
    spec: specFromAnswers(answers.data, { name, application }),
  });
  return manifest.ok
    ? { ok: true, value: serializeManifest(manifest.value) }
    : manifest;
}

function normalise(entityRef: string): string {
  return stringifyEntityRef(
    parseEntityRef(entityRef, {
      defaultKind: 'component',
      defaultNamespace: 'default',
    }),
  );
}

function errorsOf(error: z.ZodError): FieldError[] {
  return error.issues.map(issue => ({
    path: issue.path.map(String).join('.'),
    message: issue.message,
  }));
}
