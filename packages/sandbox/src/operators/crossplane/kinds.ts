/** The kinds, labels and annotations of Crossplane 2.3. */
export const DEFINITION = {
  apiVersion: 'apiextensions.crossplane.io/v2',
  kind: 'CompositeResourceDefinition',
} as const;
export const COMPOSITION = {
  apiVersion: 'apiextensions.crossplane.io/v1',
  kind: 'Composition',
} as const;
export const COMPOSITION_REVISION = {
  apiVersion: 'apiextensions.crossplane.io/v1',
  kind: 'CompositionRevision',
} as const;
export const FUNCTION = {
  apiVersion: 'pkg.crossplane.io/v1',
  kind: 'Function',
} as const;
export const FUNCTION_REVISION = {
  apiVersion: 'pkg.crossplane.io/v1',
  kind: 'FunctionRevision',
} as const;
export const PROVIDER = {
  apiVersion: 'pkg.crossplane.io/v1',
  kind: 'Provider',
} as const;
export const USAGE = {
  apiVersion: 'protection.crossplane.io/v1beta1',
  kind: 'Usage',
} as const;
export const CLUSTER_USAGE = {
  apiVersion: 'protection.crossplane.io/v1beta1',
  kind: 'ClusterUsage',
} as const;
export const CUSTOM_RESOURCE_DEFINITION = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
} as const;

/** Field manager of what Crossplane itself applies. */
export const FIELD_MANAGER = 'crossplane';

/** Label of composed resources: the name of their composite resource. */
export const COMPOSITE_LABEL = 'crossplane.io/composite';
/** Annotation of composed resources: their name within the composition. */
export const RESOURCE_NAME_ANNOTATION =
  'crossplane.io/composition-resource-name';
/** Label of revisions: the name of their Composition. */
export const COMPOSITION_NAME_LABEL = 'crossplane.io/composition-name';
export const COMPOSITION_HASH_LABEL = 'crossplane.io/composition-hash';
/** Label of package revisions: the name of their package. */
export const PACKAGE_LABEL = 'pkg.crossplane.io/package';
/** Label of objects whose deletion has to be asked for. */
export const IN_USE_LABEL = 'crossplane.io/in-use';
