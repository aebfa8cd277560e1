import { z } from 'zod';
import {
  groupOf,
  type KubernetesObject,
} from '../kubernetes/kubernetes-object';
import { conditionOf } from './conditions';
import { externalNameOf } from './external-name';
import { fromCondition, nameOf } from './observation';
import type { ReadContext } from './reader';
import { isOlderThan, SETTLING_SECONDS } from './timing';
import type { Verdict } from './verdict';

const grantSchema = z
  .object({
    forProvider: z
      .object({
        role: z.string().optional().catch(undefined),
        database: z.string().optional().catch(undefined),
        databaseRef: z
          .object({ name: z.string(), namespace: z.string().optional() })
          .optional()
          .catch(undefined),
        /** With it the Grant is about what is inside the database, which others can own. */
        schema: z.unknown().optional(),
        foreignServers: z.unknown().optional(),
        foreignDataWrappers: z.unknown().optional(),
      })
      .catch({}),
  })
  .catch({ forProvider: {} });

const databaseSchema = z
  .object({
    forProvider: z
      .object({ owner: z.string().optional().catch(undefined) })
      .catch({}),
  })
  .catch({ forProvider: {} });

/**
 * A Grant counts as made only when the role has exactly the privileges that it names.
 * A role with more of them, such as the owner of the database, never has: the provider
 * grants anew each time and never sets Ready (crossplane-contrib/provider-sql#240).
 */
export function readUnconfirmedGrant(
  object: KubernetesObject,
  context: ReadContext,
): Verdict | undefined {
  const ready = conditionOf(object, 'Ready');
  const granting =
    ready?.status === 'False' &&
    ready.reason === 'Creating' &&
    conditionOf(object, 'Synced')?.status === 'True' &&
    isOlderThan(ready.lastTransitionTime, SETTLING_SECONDS, context);
  if (!granting) return undefined;
  const owner = owningRole(object, context);
  if (owner) {
    return fromCondition(ready, {
      state: 'healthy',
      reason: 'HeldByOwner',
      sentence: `${nameOf(
        object,
      )} adds nothing: role "${owner}" owns the database, and may do everything with it.`,
      evidence: [{ path: 'spec.forProvider.role', value: owner }],
    });
  }
  return fromCondition(ready, {
    state: 'unknown',
    code: 'users.grant-unconfirmed',
    sentence: `The server accepts ${nameOf(
      object,
    )}, but does not report the same privileges back: the role may have others than were asked for.`,
    audience: 'platform',
    nextStep:
      'Compare what the role may do in the database with spec.forProvider of the Grant, and look for another Grant of the same role. A role that owns the database needs none.',
  });
}

/** The role of a Grant on a whole database, when it is known to own it. */
function owningRole(
  object: KubernetesObject,
  { lookup }: ReadContext,
): string | undefined {
  const { role, database, databaseRef, ...inside } = grantSchema.parse(
    object.spec ?? {},
  ).forProvider;
  const name = databaseRef?.name ?? database;
  const whole = Object.values(inside).every(value => value === undefined);
  if (!role || !name || !whole) return undefined;
  const found = lookup?.({
    group: groupOf(object),
    kind: 'Database',
    name,
    namespace: databaseRef?.namespace ?? object.metadata.namespace,
  });
  if (found?.found !== 'yes') return undefined;
  const { owner } = databaseSchema.parse(found.object.spec ?? {}).forProvider;
  const same =
    database === undefined || externalNameOf(found.object) === database;
  const made = conditionOf(found.object, 'Synced')?.status === 'True';
  return same && made && owner === role ? role : undefined;
}

const CREATED = 'crossplane.io/external-create-succeeded';

/**
 * The provider takes default privileges of any schema and any owner for those of a
 * DefaultPrivileges, as long as role and type of object are the same: it can be Ready
 * and never have been applied (crossplane-contrib/provider-sql#458, 0.16). That it was
 * shows in the mark that Crossplane leaves when it creates something outside.
 */
export function readUnprovenDefaults(
  object: KubernetesObject,
): Verdict | undefined {
  const ready = conditionOf(object, 'Ready');
  const created = object.metadata.annotations?.[CREATED] !== undefined;
  if (ready?.status !== 'True' || created) return undefined;
  return fromCondition(ready, {
    state: 'unknown',
    code: 'users.default-privileges-unproven',
    sentence: `${nameOf(
      object,
    )} is reported as ready, but nothing shows that it was ever applied: the provider cannot tell it from the default privileges of another schema or owner.`,
    audience: 'platform',
    nextStep:
      'Look at the default privileges in the database (psql: \\ddp). If they are missing, remove those that are mistaken for them, or apply them with the schema.',
    evidence: [
      { path: `metadata.annotations[${CREATED}]`, value: 'missing' },
      { path: 'status.conditions[Ready]', value: 'True' },
    ],
    statusless: true,
  });
}
