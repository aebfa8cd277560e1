import type { UnreadableSource } from '../api/database-service';
import { LAYERS, type Layer } from '../layers';
import type { ServiceTree } from '../tree/build-tree';
import { claimSpecOf } from './claim';
import type { ServiceItem } from './service-items';

/** Resources of each layer, as lists of what could not be read name them. */
const RESOURCES: Record<Layer, RegExp> = {
  server: /\.(postgresql\.cnpg\.io|[\w.]+\.upbound\.io)$/,
  databases: /\.postgresql\.sql(\.m)?\.crossplane\.io$/,
  users: /\.postgresql\.sql(\.m)?\.crossplane\.io$/,
  secrets: /\.external-secrets\.io$/,
  schema: /\.db\.atlasgo\.io$/,
  dapr: /\.dapr\.io$/,
};

/** Layers whose parts are in the application clusters; the others are beside the claim. */
const REMOTE: readonly Layer[] = ['secrets', 'dapr'];

/** What could not be read, for each layer that it may hide parts of. */
export type SourcesByLayer = Readonly<Record<Layer, UnreadableSource[]>>;

/**
 * What could not be read and matters: a kind that is not installed is missed only by a
 * layer that has a part missing.
 */
export function unreadableByLayer(
  tree: ServiceTree,
  items: readonly ServiceItem[],
  sources: readonly UnreadableSource[],
): SourcesByLayer {
  const { cluster, object } = tree.root;
  const delivery = claimSpecOf(object)?.delivery ?? [];
  const remote = new Set(delivery.map(one => one.cluster));
  const forLayer = (layer: Layer) => {
    const missing = items.some(
      item => item.layer === layer && item.node === undefined,
    );
    return sources.filter(
      source =>
        RESOURCES[layer].test(`.${source.resource}`) &&
        (REMOTE.includes(layer)
          ? remote.has(source.cluster) || source.cluster === cluster
          : source.cluster === cluster) &&
        (missing || source.problem !== 'notInstalled'),
    );
  };
  return {
    server: forLayer('server'),
    databases: forLayer('databases'),
    users: forLayer('users'),
    secrets: forLayer('secrets'),
    schema: forLayer('schema'),
    dapr: forLayer('dapr'),
  };
}

/** Each of them once. */
export function allSources(byLayer: SourcesByLayer): UnreadableSource[] {
  return [...new Set(LAYERS.flatMap(layer => byLayer[layer]))];
}
