import {
  groupOf,
  redactObject,
  resourceRefOf,
  type ResourceManifest,
  type ResourceRef,
  type ServiceRef,
  type ServiceTree,
  type TreeNode,
} from '@backstage-dbaas/plugin-dbaas-common';
import { NotFoundError } from '@backstage/errors';
import { z } from 'zod';
import type { ServiceDescriber } from '../database-services/service-describer';
import type { ServiceTrees } from '../database-services/service-trees';
import { nameKey, objectKey } from '../inventory/object-names';
import type { Caller } from '../permissions/caller';
import { READ_MANIFEST } from '../permissions/service-actions';
import type { ServiceAudit } from '../permissions/service-audit';
import type { VisibleServices } from '../permissions/visible-services';

const manifestSchema = z.record(z.string(), z.unknown());

/** Shows single objects of database services, as they were last seen and without secrets. */
export class ManifestReader {
  constructor(
    private readonly options: {
      visible: VisibleServices;
      trees: ServiceTrees;
      freshness: Pick<ServiceDescriber, 'freshnessOf'>;
      audit: ServiceAudit;
    },
  ) {}

  /**
   * One object of the tree of a database service, and no other. Undefined when nothing
   * is known of the database service.
   */
  async read(
    caller: Caller,
    ref: ServiceRef,
    resource: ResourceRef,
  ): Promise<ResourceManifest | undefined> {
    const { visible, trees, audit } = this.options;
    const about = { resource: withoutGaps(resource) };
    const asking = { ...caller, about };
    if (!(await visible.find(asking, ref, READ_MANIFEST))) return undefined;
    return audit.recorded(asking, READ_MANIFEST, ref, async () => {
      const tree = trees.of(ref);
      const node = tree && nodeOf(tree, resource);
      if (!node) throw notFound(resource, ref);
      return this.#show(node, tree);
    });
  }

  #show(node: TreeNode, tree: ServiceTree): ResourceManifest {
    const { observedAt, stale } = this.options.freshness.freshnessOf([
      sourceOf(node, tree),
    ]);
    return {
      resource: resourceRefOf(node),
      manifest: manifestSchema.parse(redactObject(node.object)),
      observedAt,
      stale,
    };
  }
}

/** By name and not by version: the page that asks may be older than an update of the CRD. */
function nodeOf(tree: ServiceTree, resource: ResourceRef) {
  const { cluster, kind, namespace, name } = resource;
  const group = groupOf(resource);
  const wanted = nameKey({ cluster, group, kind, namespace, name });
  return tree.nodes.find(node => objectKey(node) === wanted);
}

/** The cluster from which we know of an object: that of its carrier, if only Crossplane sees it. */
function sourceOf(node: TreeNode, { nodes }: ServiceTree): string {
  const carrier = node.observedByController
    ? nodes.find(({ id }) => id === node.parentId)
    : undefined;
  return carrier?.cluster ?? node.cluster;
}

function withoutGaps({ namespace, ...rest }: ResourceRef) {
  return { ...rest, ...(namespace !== undefined && { namespace }) };
}

function notFound(resource: ResourceRef, ref: ServiceRef): NotFoundError {
  const { cluster, kind, namespace, name } = resource;
  const path = namespace ? `${namespace}/${name}` : name;
  return new NotFoundError(
    `There is no ${kind} ${path} in cluster "${cluster}" that belongs to database service ${ref.namespace}/${ref.name}.`,
  );
}
