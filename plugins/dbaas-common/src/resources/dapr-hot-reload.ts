import { z } from 'zod';
import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import type { Sidecar } from './dapr-sidecar';
import type { ReadContext } from './reader';

const FEATURE = 'HotReload';

const configurationSchema = z
  .object({
    features: z
      .array(z.object({ name: z.string(), enabled: z.boolean() }))
      .optional()
      .catch(undefined),
  })
  .catch({});

const componentSchema = z
  .object({
    spec: z
      .object({
        metadata: z
          .array(z.object({ name: z.string(), value: z.unknown().optional() }))
          .catch([]),
      })
      .catch({ metadata: [] }),
    auth: z
      .object({ secretStore: z.string().optional() })
      .optional()
      .catch(undefined),
  })
  .catch({ spec: { metadata: [] } });

/** Dapr reloads components whose Secret changes by itself since 1.18 (dapr/dapr#10164). */
const SINCE = '1.18.0';
/** Those that hold the state of actors only since 1.18.3 (dapr/dapr#10309). */
const ACTORS_SINCE = '1.18.3';

/**
 * Whether a sidecar takes over the new value of a Secret by itself; undefined when
 * nobody can tell.
 */
export function reloadsByItself(
  component: KubernetesObject,
  sidecar: Sidecar,
  context: ReadContext,
): boolean | undefined {
  const { spec, auth } = componentSchema.parse(component);
  if (auth?.secretStore && auth.secretStore !== 'kubernetes') return false;
  const { version } = sidecar;
  if (version === undefined) return undefined;
  const holdsActors = spec.metadata.some(
    ({ name, value }) => name === 'actorStateStore' && String(value) === 'true',
  );
  if (isBefore(version, holdsActors ? ACTORS_SINCE : SINCE)) {
    return !holdsActors && configured(sidecar, context) === true;
  }
  return configured(sidecar, context) ?? true;
}

/** What the Configuration of an application says; undefined for nothing. */
function configured(
  { configuration, namespace }: Sidecar,
  { lookup }: ReadContext,
): boolean | undefined {
  if (!configuration) return undefined;
  const found = lookup?.({
    group: 'dapr.io',
    kind: 'Configuration',
    name: configuration,
    namespace,
  });
  if (found?.found !== 'yes') return undefined;
  const { features = [] } = configurationSchema.parse(found.object.spec ?? {});
  return features.find(({ name }) => name === FEATURE)?.enabled;
}

/** Whether one version of three numbers comes before another. */
function isBefore(version: string, other: string): boolean {
  const [left, right] = [version, other].map(text =>
    text.split('.').map(Number),
  );
  const index = left.findIndex((part, at) => part !== right[at]);
  return index >= 0 && left[index] < right[index];
}
