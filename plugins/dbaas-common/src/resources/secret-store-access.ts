import { z } from 'zod';
import {
  groupOf,
  type KubernetesObject,
} from '../kubernetes/kubernetes-object';
import { conditionOf } from './conditions';
import type { ReadContext } from './reader';
import type { Verdict, VerdictEvidence } from './verdict';

const storeRefSchema = z.object({
  name: z.string(),
  kind: z.string().default('SecretStore').catch('SecretStore'),
});

const userSchema = z
  .object({
    secretStoreRef: storeRefSchema.optional().catch(undefined),
    secretStoreRefs: z
      .array(storeRefSchema.optional().catch(undefined))
      .optional()
      .catch(undefined),
  })
  .catch({});

const storeSpecSchema = z
  .object({
    conditions: z
      .array(
        z.object({
          namespaces: z.array(z.string()).optional(),
          namespaceRegexes: z.array(z.string()).optional(),
          namespaceSelector: z.unknown().optional(),
        }),
      )
      .optional()
      .catch(undefined),
  })
  .catch({});

const storeStatusSchema = z
  .object({ capabilities: z.string().optional().catch(undefined) })
  .catch({});

/** Code of what a store is of no use for that can only be read. */
export const READ_ONLY = 'secrets.store-read-only';

/** A secret store that an ExternalSecret or a PushSecret names. */
export type StoreRef = z.infer<typeof storeRefSchema>;

/** The stores that an object names. A PushSecret may also select some by label. */
export function storeRefsOf({ spec }: KubernetesObject): StoreRef[] {
  const { secretStoreRef, secretStoreRefs = [] } = userSchema.parse(spec ?? {});
  return [secretStoreRef, ...secretStoreRefs].filter(ref => ref !== undefined);
}

/** Why a secret store is of no use to an object. */
export interface StoreRefusal
  extends Required<
    Pick<Verdict, 'code' | 'sentence' | 'nextStep' | 'audience'>
  > {
  evidence: VerdictEvidence;
}

/**
 * Why the stores of an object are of no use to it, as the stores themselves tell
 * (External Secrets 2.9); undefined when they do not, or cannot be read. The Event
 * that says the same is gone after an hour.
 */
export function storeRefusal(
  object: KubernetesObject,
  use: 'read' | 'write',
  context: ReadContext,
): StoreRefusal | undefined {
  const { namespace } = object.metadata;
  for (const { kind, name } of storeRefsOf(object)) {
    const found = context.lookup?.({
      group: groupOf(object),
      kind,
      name,
      ...(kind === 'SecretStore' && { namespace }),
    });
    const refusal =
      found?.found === 'no'
        ? missingStore(kind, name)
        : found?.found === 'yes' && refusalOf(found.object, use, namespace);
    if (refusal) return refusal;
  }
  return undefined;
}

function missingStore(kind: string, name: string): StoreRefusal {
  return {
    code: 'secrets.store-missing',
    sentence: `There is no secret store "${name}".`,
    audience: 'platform',
    nextStep: 'Set up the secret store.',
    evidence: { path: 'spec.secretStoreRef', value: `${kind}/${name}` },
  };
}

function refusalOf(
  store: KubernetesObject,
  use: 'read' | 'write',
  namespace: string | undefined,
): StoreRefusal | undefined {
  const { name } = store.metadata;
  const { capabilities } = storeStatusSchema.parse(store.status ?? {});
  if (capabilities === (use === 'write' ? 'ReadOnly' : 'WriteOnly')) {
    return {
      code: use === 'write' ? READ_ONLY : 'secrets.store-write-only',
      sentence: `The secret store "${name}" is for ${
        use === 'write' ? 'reading' : 'writing'
      } only.`,
      audience: 'platform',
      nextStep: `Give the secret store the right to ${use}.`,
      evidence: {
        path: `${store.kind}/${name} status.capabilities`,
        value: capabilities,
      },
    };
  }
  if (namespace !== undefined && !acceptsNamespace(store, namespace)) {
    return {
      code: 'secrets.store-refuses-namespace',
      sentence: `The secret store "${name}" does not accept namespace "${namespace}".`,
      audience: 'platform',
      nextStep: 'Allow the namespace in the conditions of the secret store.',
      evidence: {
        path: `${store.kind}/${name} spec.conditions`,
        value: namespace,
      },
    };
  }
  const ready = conditionOf(store, 'Ready');
  return ready?.status === 'False'
    ? {
        code: 'secrets.store-unavailable',
        sentence: `The secret store "${name}" cannot be used.`,
        audience: 'platform',
        nextStep: 'Check the address and the login of the secret store.',
        evidence: {
          path: `${store.kind}/${name} status.conditions[Ready]`,
          value: `False: ${ready.reason ?? ''}`,
        },
      }
    : undefined;
}

/** A condition that fits is enough. What labels select cannot be told from here. */
function acceptsNamespace(store: KubernetesObject, namespace: string): boolean {
  const { conditions = [] } = storeSpecSchema.parse(store.spec ?? {});
  return (
    conditions.length === 0 ||
    conditions.some(
      ({ namespaces = [], namespaceRegexes = [], namespaceSelector }) =>
        namespaceSelector !== undefined ||
        namespaces.includes(namespace) ||
        namespaceRegexes.some(pattern => matches(pattern, namespace)),
    )
  );
}

function matches(pattern: string, namespace: string): boolean {
  try {
    return new RegExp(pattern).test(namespace);
  } catch {
    // Go knows forms that JavaScript does not: nobody is refused for that.
    return true;
  }
}
