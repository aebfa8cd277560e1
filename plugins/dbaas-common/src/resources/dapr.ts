import { z } from 'zod';
import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import { secretChangedAt } from './change-time';
import { readPod } from './dapr-sidecar';
import { readUsage } from './dapr-usage';
import { nameOf } from './observation';
import type { LookupResult, ReadContext, ResourceReader } from './reader';
import { readSilent, readUnexpectedStatus } from './silent';
import { hasAge, SETTLING_SECONDS } from './timing';
import type { Verdict } from './verdict';

/** Dapr 1.18. */
export const DAPR_GROUP = 'dapr.io';

const componentSchema = z
  .object({
    spec: z
      .object({
        type: z.string().optional(),
        metadata: z
          .array(
            z.object({
              name: z.string(),
              secretKeyRef: z
                .object({ name: z.string(), key: z.string() })
                .optional()
                .catch(undefined),
            }),
          )
          .catch([]),
      })
      .catch({ metadata: [] }),
    // Beside `spec`, not in it.
    scopes: z.array(z.string()).catch([]).default([]),
  })
  .catch({ spec: { metadata: [] }, scopes: [] });

/** What a Dapr Component is and who may use it. */
export interface DaprComponent {
  name: string;
  type: string;
  scopes: string[];
}

/** The facts of a Component. */
export function daprComponentOf(object: KubernetesObject): DaprComponent {
  const { spec, scopes } = componentSchema.parse(object);
  return { name: object.metadata.name, type: spec.type ?? 'unknown', scopes };
}

/**
 * Reads a Component. It has no status: what can be told is whether the Secrets that
 * it names are there, because one that is missing stops all components of an app
 * (dapr/dapr#7326).
 */
function readComponent(
  object: KubernetesObject,
  context: ReadContext,
): Verdict {
  const { scopes } = componentSchema.parse(object);
  const changedAt = valuesChangedAt(object, context);
  return (
    readMissingValue(object, context) ??
    readUsage(
      { component: object, scopes, valuesChangedAt: changedAt },
      context,
    ) ??
    readUnexpectedStatus(object, context) ?? {
      state: 'unknown',
      reason: 'NotConfirmed',
      sentence: `${nameOf(object)} is set up for ${usersOf(
        scopes,
      )}. Whether it is loaded cannot be seen from the cluster.`,
      statusless: true,
      evidence: [{ path: 'scopes', value: scopes.join(', ') || 'all' }],
      since: object.metadata.creationTimestamp,
    }
  );
}

function usersOf(scopes: readonly string[]): string {
  return scopes.length > 0 ? scopes.join(', ') : 'every application';
}

function readMissingValue(
  object: KubernetesObject,
  context: ReadContext,
): Verdict | undefined {
  const { spec, scopes } = componentSchema.parse(object);
  for (const { name, secretKeyRef } of spec.metadata) {
    const problem = secretKeyRef && missingValue(object, secretKeyRef, context);
    if (!problem) continue;
    const verdict = {
      reason: 'SecretMissing',
      evidence: [
        {
          path: `spec.metadata[${name}].secretKeyRef`,
          value: `${secretKeyRef.name}/${secretKeyRef.key}`,
        },
      ],
    };
    // The component and the Secret may be made at the same time.
    return hasAge(object, SETTLING_SECONDS, context)
      ? {
          ...verdict,
          state: 'failed',
          code: 'dapr.secret-missing',
          sentence: `Dapr cannot load its components for ${usersOf(
            scopes,
          )}: ${problem}.`,
          audience: 'platform',
          nextStep: 'Look at the delivery of the Secret.',
        }
      : {
          ...verdict,
          state: 'progressing',
          sentence: `${nameOf(object)} waits for its credentials: ${problem}.`,
          audience: 'wait',
          since: object.metadata.creationTimestamp,
        };
  }
  return undefined;
}

/** When any Secret that a Component names last changed. */
function valuesChangedAt(
  object: KubernetesObject,
  context: ReadContext,
): string | undefined {
  return componentSchema
    .parse(object)
    .spec.metadata.flatMap(({ secretKeyRef }) => {
      const secret =
        secretKeyRef && secretOf(object, secretKeyRef.name, context);
      return secret?.found === 'yes'
        ? secretChangedAt(secret.object) ?? []
        : [];
    })
    .sort()
    .at(-1);
}

/** Dapr takes Secrets from the namespace of the component. */
function secretOf(
  { metadata: { namespace } }: KubernetesObject,
  name: string,
  { lookup }: ReadContext,
): LookupResult | undefined {
  return lookup?.({ group: '', kind: 'Secret', name, namespace });
}

const secretDataSchema = z.record(z.string(), z.unknown());

function missingValue(
  object: KubernetesObject,
  { name, key }: { name: string; key: string },
  context: ReadContext,
): string | undefined {
  const secret = secretOf(object, name, context);
  if (!secret || secret.found === 'unreadable') return undefined;
  if (secret.found === 'no') return `Secret "${name}" is missing`;
  const data = secretDataSchema.safeParse(secret.object.data).data;
  return data && !(key in data)
    ? `Secret "${name}" has no key "${key}"`
    : undefined;
}

/** @internal */
export const daprReaders: readonly ResourceReader[] = [
  { groups: [DAPR_GROUP], kinds: ['Component'], read: readComponent },
  { groups: [DAPR_GROUP], read: readSilent },
  { groups: [''], kinds: ['Pod'], read: readPod },
];
