import { DATABASE_LABEL, LAYER_LABEL } from '../annotations';
import type { KubernetesObject } from '../kubernetes/kubernetes-object';
import { layerSchema, type Layer } from '../layers';
import { carriedObject, isCarrier } from '../resources/provider-kubernetes';
import type { ObjectKey } from '../resources/reader';
import { layerOfKind } from './kinds';
import { keyOf, keyText, ObjectBag, type ClusterObject } from './object-bag';
import { composedKeys, dependencyKeys, isComposite } from './references';

/** One object of a database service. @public */
export interface TreeNode extends ClusterObject {
  /** Unique within the tree. */
  id: string;
  parentId?: string;
  layer?: Layer;
  /**
   * `part`: asked for by the composition. `detail`: made by the operator of a part.
   * `dependency`: shared with others, such as a secret store.
   */
  membership: 'root' | 'part' | 'detail' | 'dependency';
  /** Last seen by a controller, not by us. */
  observedByController: boolean;
}

/** Everything that a database service consists of. @public */
export interface ServiceTree {
  root: TreeNode;
  /** The root included, parents before children. */
  nodes: TreeNode[];
  /** What the composition says it consists of, but was not found. */
  unresolved: { cluster: string; keys: ObjectKey[] }[];
  /** Parts of a former database service of the same name. */
  leftovers: ClusterObject[];
  bag: ObjectBag;
}

/** @public */
export interface BuildTreeOptions {
  /** The cluster behind a ProviderConfig of provider-kubernetes; of the same name by default. */
  clusterOfProviderConfig?(name: string): string | undefined;
}

class TreeBuilder {
  readonly #nodes = new Map<string, TreeNode>();
  readonly #uids = new Map<string, string>();
  readonly #unresolved: ServiceTree['unresolved'] = [];
  readonly #queue: TreeNode[] = [];
  readonly #label: string;

  constructor(
    private readonly claim: ClusterObject,
    private readonly bag: ObjectBag,
    private readonly options: BuildTreeOptions,
  ) {
    const { namespace, name } = claim.object.metadata;
    this.#label = namespace ? `${namespace}.${name}` : name;
  }

  build(): ServiceTree {
    const root = this.#add(this.claim, { membership: 'root' });
    this.#expandAll();
    this.#adoptLabelled();
    this.#addDependencies();
    return {
      root,
      nodes: [...this.#nodes.values()],
      unresolved: this.#unresolved.filter(
        ({ cluster, keys }) =>
          !keys.some(key => this.#nodes.has(keyText(cluster, key))),
      ),
      leftovers: this.#leftovers(),
      bag: this.bag,
    };
  }

  #expandAll(): void {
    for (let node = this.#queue.shift(); node; node = this.#queue.shift()) {
      this.#expand(node);
    }
  }

  #expand(node: TreeNode): void {
    const { cluster, object } = node;
    const { uid } = object.metadata;
    if (uid) {
      for (const owned of this.bag.ownedBy(cluster, uid)) {
        if (ownerUid(owned.object) === uid) this.#adopt(owned, node);
      }
    }
    for (const keys of composedKeys(object)) {
      const found = keys.map(key => this.bag.get(cluster, key)).find(Boolean);
      if (found) this.#adoptReferenced(found, node);
      else this.#unresolved.push({ cluster, keys });
    }
    this.#expandCarrier(node);
  }

  /** Reads through an Object into the cluster where the object that it carries is. */
  #expandCarrier(node: TreeNode): void {
    const { group, kind } = keyOf(node.object);
    if (!isCarrier(group, kind)) return;
    const { desired, observed, providerConfig } = carriedObject(node.object);
    const carried = observed ?? desired;
    if (!carried || !providerConfig) return;
    const { clusterOfProviderConfig = (name: string) => name } = this.options;
    const cluster = clusterOfProviderConfig(providerConfig) ?? providerConfig;
    const seen = this.bag.get(cluster, keyOf(carried));
    if (seen) this.#adoptReferenced(seen, node);
    else if (observed) {
      this.#adopt({ cluster, object: observed }, node, true);
    }
  }

  /** A reference proves nothing: only what nobody else controls is taken. */
  #adoptReferenced(entry: ClusterObject, parent: TreeNode): void {
    const owner = ownerUid(entry.object);
    const known = owner && this.#uids.has(`${entry.cluster}|${owner}`);
    if (owner === undefined || known) this.#adopt(entry, parent);
  }

  #adoptLabelled(): void {
    for (const entry of this.bag.objects) {
      const { object, cluster } = entry;
      if (object.metadata.labels?.[DATABASE_LABEL] !== this.#label) continue;
      if (object.kind === 'Event') continue;
      const owner = ownerUid(object);
      const parentId =
        owner === undefined ? undefined : this.#uids.get(`${cluster}|${owner}`);
      if (owner !== undefined && parentId === undefined) continue;
      this.#adopt(entry, parentId ? this.#nodes.get(parentId) : undefined);
      this.#expandAll();
    }
  }

  #addDependencies(): void {
    for (const node of [...this.#nodes.values()]) {
      for (const key of dependencyKeys(node.object)) {
        const found = this.bag.get(node.cluster, key);
        if (!found || this.#nodes.has(keyText(node.cluster, key))) continue;
        this.#add(found, {
          parentId: node.id,
          membership: 'dependency',
          layer: node.layer,
        });
      }
    }
    this.#queue.length = 0;
  }

  #adopt(
    entry: ClusterObject,
    parent: TreeNode | undefined,
    observedByController = false,
  ): void {
    const id = keyText(entry.cluster, keyOf(entry.object));
    if (this.#nodes.has(id)) return;
    const composed =
      parent === undefined ||
      (parent.membership !== 'detail' && composes(parent));
    this.#add(entry, {
      parentId: parent?.id,
      membership: composed ? 'part' : 'detail',
      layer: layerOf(entry.object) ?? parent?.layer,
      observedByController,
    });
  }

  #add(
    entry: ClusterObject,
    about: Partial<TreeNode> & Pick<TreeNode, 'membership'>,
  ): TreeNode {
    const id = keyText(entry.cluster, keyOf(entry.object));
    const { cluster, object } = entry;
    const node: TreeNode = {
      observedByController: false,
      ...about,
      cluster,
      object,
      id,
    };
    this.#nodes.set(id, node);
    const { uid } = object.metadata;
    if (uid) this.#uids.set(`${cluster}|${uid}`, id);
    this.#queue.push(node);
    return node;
  }

  /** A new claim of the same name adopts nothing of the former one, which may still cost money. */
  #leftovers(): ClusterObject[] {
    const { kind, metadata } = this.claim.object;
    return this.bag.objects.filter(({ cluster, object }) => {
      const owner = controllerOf(object);
      return (
        cluster === this.claim.cluster &&
        object.metadata.labels?.[DATABASE_LABEL] === this.#label &&
        owner?.kind === kind &&
        owner.name === metadata.name &&
        owner.uid !== metadata.uid
      );
    });
  }
}

/**
 * Finds what belongs to a database service among objects of several clusters: by
 * owner, by the references of the composite, by label, and through Objects into other
 * clusters. An object that another controller owns is never taken, whatever refers to
 * it, because references and labels can be edited by anybody.
 *
 * @public
 */
export function buildTree(
  claim: ClusterObject,
  objects: readonly ClusterObject[],
  options: BuildTreeOptions = {},
): ServiceTree {
  return new TreeBuilder(
    claim,
    new ObjectBag([claim, ...objects]),
    options,
  ).build();
}

function composes(node: TreeNode): boolean {
  const { group, kind } = keyOf(node.object);
  return (
    node.membership === 'root' ||
    isComposite(node.object) ||
    isCarrier(group, kind)
  );
}

function layerOf(object: KubernetesObject): Layer | undefined {
  return (
    layerSchema.safeParse(object.metadata.labels?.[LAYER_LABEL]).data ??
    layerOfKind(object)
  );
}

function controllerOf({ metadata }: KubernetesObject) {
  return metadata.ownerReferences?.find(({ controller }) => controller);
}

/** The uid of the controller, or of the only owner where no controller is named. */
function ownerUid(object: KubernetesObject): string | undefined {
  const owners = object.metadata.ownerReferences ?? [];
  return (controllerOf(object) ?? owners[0])?.uid;
}
