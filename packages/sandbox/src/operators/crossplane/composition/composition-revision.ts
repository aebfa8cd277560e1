import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { isObject } from '../../../kubernetes/schema/json-schema';
import {
  controllerOf,
  controllerReference,
} from '../../crossplane-runtime/metadata';
import {
  COMPOSITION_HASH_LABEL,
  COMPOSITION_NAME_LABEL,
  COMPOSITION_REVISION,
} from '../kinds';

/** A label value cannot be longer. */
const LABEL_LENGTH = 63;
const NAME_SUFFIX_LENGTH = 7;

const stepSchema = z.object({
  step: z.string(),
  functionRef: z.object({ name: z.string() }),
  input: z.record(z.string(), z.unknown()).optional(),
  credentials: z
    .array(
      z.object({
        name: z.string(),
        source: z.string(),
        secretRef: z
          .object({ name: z.string(), namespace: z.string() })
          .optional(),
      }),
    )
    .default([]),
  requirements: z
    .object({
      requiredResources: z
        .array(
          z.object({
            requirementName: z.string(),
            apiVersion: z.string(),
            kind: z.string(),
            name: z.string().optional(),
            namespace: z.string().optional(),
            matchLabels: z.record(z.string(), z.string()).optional(),
          }),
        )
        .default([]),
    })
    .default({ requiredResources: [] }),
});
export type PipelineStep = z.infer<typeof stepSchema>;

const revisionSchema = z.object({
  spec: z.object({
    revision: z.number(),
    compositeTypeRef: z.object({ apiVersion: z.string(), kind: z.string() }),
    pipeline: z.array(stepSchema).default([]),
  }),
});
export type CompositionRevision = z.infer<typeof revisionSchema>['spec'];

export function readRevision(object: KubernetesObject): CompositionRevision {
  return revisionSchema.parse(object).spec;
}

/** What the revisions of a Composition are told apart by, as long as a label may be. */
export function compositionHash({ metadata, spec }: KubernetesObject): string {
  const { labels = {}, annotations = {} } = metadata;
  return createHash('sha256')
    .update(JSON.stringify([labels, annotations, spec].map(sortKeys)))
    .digest('hex')
    .slice(0, LABEL_LENGTH);
}

/** A new revision of a Composition (Crossplane 2.3, composition/revision.go). */
export function newRevision(
  composition: KubernetesObject,
  revision: number,
): KubernetesObject {
  const { name, labels } = composition.metadata;
  const hash = compositionHash(composition);
  return {
    ...COMPOSITION_REVISION,
    metadata: {
      name: `${name}-${hash.slice(0, NAME_SUFFIX_LENGTH)}`,
      labels: {
        ...labels,
        [COMPOSITION_NAME_LABEL]: name,
        [COMPOSITION_HASH_LABEL]: hash,
      },
      ownerReferences: [controllerReference(composition)],
    },
    spec: { ...(isObject(composition.spec) ? composition.spec : {}), revision },
  };
}

/** The revision with the highest number among those that a Composition controls. */
export function latestRevision(
  composition: KubernetesObject,
  revisions: readonly KubernetesObject[],
): KubernetesObject | undefined {
  return revisions
    .filter(
      revision => controllerOf(revision)?.uid === composition.metadata.uid,
    )
    .reduce<KubernetesObject | undefined>(
      (latest, revision) =>
        latest &&
        readRevision(latest).revision >= readRevision(revision).revision
          ? latest
          : revision,
      undefined,
    );
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isObject(value)) return value;
  const keys = Object.keys(value).sort();
  return Object.fromEntries(keys.map(key => [key, sortKeys(value[key])]));
}
