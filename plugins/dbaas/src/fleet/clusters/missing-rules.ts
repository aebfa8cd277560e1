import {
  serializeManifest,
  type UnreadableSource,
} from '@backstage-dbaas/plugin-dbaas-common';

/** What Backstage does with every kind that it watches. */
const VERBS = ['get', 'list', 'watch'];

/** Whoever may list Secrets may read their values: not a right to hand out by copying. */
export function isSecrets({ resource }: UnreadableSource): boolean {
  return resource === 'secrets';
}

/**
 * The rules that a ClusterRole lacks, as YAML, for everything but Secrets that one
 * cluster refuses; undefined when it refuses nothing.
 */
export function missingRules(
  sources: readonly UnreadableSource[],
): string | undefined {
  const byGroup = new Map<string, Set<string>>();
  sources
    .filter(source => source.problem === 'forbidden' && !isSecrets(source))
    .forEach(({ resource }) => {
      const [plural, ...group] = resource.split('.');
      const name = group.join('.');
      byGroup.set(name, (byGroup.get(name) ?? new Set()).add(plural));
    });
  if (byGroup.size === 0) return undefined;
  return serializeManifest({
    rules: [...byGroup].map(([group, plurals]) => ({
      apiGroups: [group],
      resources: [...plurals],
      verbs: VERBS,
    })),
  });
}
