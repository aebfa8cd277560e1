import {
  LAYER_LABEL,
  LAYERS,
  type KubernetesObject,
} from '@backstage-dbaas/plugin-dbaas-common';
import { z } from 'zod';
import type { Context } from '../context';
import type { Requirement } from '../placements/server-access';
import { gate } from '../resources/gates';
import {
  composedObject,
  type PlannedResource,
} from '../resources/planned-resource';
import { loginOfPassword } from './login-roles';
import { planPassword } from './passwords';

const reference = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  resourceRef: z.object({ name: z.string() }),
});
const usageSchema = z.object({
  apiVersion: z.string(),
  kind: z.literal('Usage'),
  metadata: z.object({
    name: z.string(),
    labels: z.object({ [LAYER_LABEL]: z.enum(LAYERS) }),
  }),
  spec: z.object({
    of: reference,
    by: reference,
    reason: z.string(),
    replayDeletion: z.boolean().optional(),
  }),
});
type Usage = z.infer<typeof usageSchema>;

/** A Usage by something that is asked for no more, and may be there for a while. */
interface LeftUsage {
  /** Name within the composition. */
  name: string;
  usage: Usage;
  isGone: boolean;
}

/** What is kept for what is asked for no more, and what must be known for that. */
export interface Left {
  planned: PlannedResource[];
  requirements: Record<string, Requirement>;
}

/**
 * What is asked for no more takes a while to be deleted, and needs the access to the
 * server and, if it logs in, its password until the end: provider-sql looks at the
 * password even of a role that it deletes (0.16). Crossplane forgets what a function
 * leaves out (2.3), so the function asks for it; its Usages stay until it is gone.
 */
export function planLeft(
  context: Context,
  planned: readonly PlannedResource[],
): Left {
  const unplanned = unplannedUsages(context, planned);
  if (unplanned.length === 0) return { planned: [], requirements: {} };
  const wanted = new Set(planned.map(({ object }) => keyOf(object)));
  const left = leftUsages(context, unplanned, wanted);
  const passwords = leftPasswords(context, wanted, left);
  const kept = new Set([...wanted, ...passwords.map(one => keyOf(one.object))]);
  // Where both go, a deletion that is refused would hold up the other one, too.
  const usages = left.filter(({ usage }) =>
    kept.has(keyOfReference(usage.spec.of)),
  );
  return {
    planned: [
      ...passwords,
      ...usages
        .filter(({ isGone }) => !isGone)
        .map(one => planUsage(context, one)),
    ],
    requirements: Object.fromEntries(
      usages.map(({ name, usage }) => [
        requirementOf(name),
        {
          apiVersion: usage.spec.by.apiVersion,
          kind: usage.spec.by.kind,
          matchName: usage.spec.by.resourceRef.name,
          namespace: context.claim.metadata.namespace,
        },
      ]),
    ),
  };
}

const requirementOf = (usage: string) => `left/${usage}`;

const keyOf = ({ apiVersion, kind, metadata }: KubernetesObject) =>
  `${apiVersion} ${kind} ${metadata.name}`;

const keyOfReference = ({
  apiVersion,
  kind,
  resourceRef,
}: Usage['spec']['of']) => `${apiVersion} ${kind} ${resourceRef.name}`;

/** Names of Usages that are there and asked for no more. */
function unplannedUsages(
  { observed }: Context,
  planned: readonly PlannedResource[],
): string[] {
  const wanted = new Set(
    planned
      .filter(({ object }) => object.kind === 'Usage')
      .map(({ name }) => name),
  );
  return observed.namesOfKind('Usage').filter(name => !wanted.has(name));
}

function leftUsages(
  { observed, required }: Context,
  unplanned: readonly string[],
  wanted: ReadonlySet<string>,
): LeftUsage[] {
  return unplanned.flatMap(name => {
    const usage = usageSchema.safeParse(observed.get(name)?.object);
    if (!usage.success || wanted.has(keyOfReference(usage.data.spec.by)))
      return [];
    // Until Crossplane has looked it counts as there.
    const isGone = required.get(requirementOf(name))?.length === 0;
    return [{ name, usage: usage.data, isGone }];
  });
}

/** They go after their Usage, which would refuse it. */
function leftPasswords(
  context: Context,
  wanted: ReadonlySet<string>,
  left: readonly LeftUsage[],
): PlannedResource[] {
  if (left.length === 0) return [];
  const used = new Set(left.map(({ usage }) => keyOfReference(usage.spec.of)));
  return context.observed.namesOfKind('ExternalSecret').flatMap(name => {
    const password = loginOfPassword(name);
    if (!password) return [];
    const resource = planPassword(context, password.role, password.rotation);
    const key = keyOf(resource.object);
    return used.has(key) && !wanted.has(key) ? [resource] : [];
  });
}

function planUsage(
  { claim }: Context,
  { name, usage }: LeftUsage,
): PlannedResource {
  const { apiVersion, kind, metadata, spec } = usage;
  const layer = metadata.labels[LAYER_LABEL];
  return {
    name,
    layer,
    object: composedObject(claim, layer, {
      apiVersion,
      kind,
      name: metadata.name,
      content: { spec },
    }),
    gate: () => gate(),
  };
}
