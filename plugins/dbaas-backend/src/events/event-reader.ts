import type {
  EventTypes,
  ResourceEvent,
  ResourceEventList,
  ServiceRef,
  TreeNode,
  UnreadableSource,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { ServiceTrees } from '../database-services/service-trees';
import type { Inventory } from '../inventory/inventory';
import type { Caller } from '../permissions/caller';
import type { VisibleServices } from '../permissions/visible-services';
import type { Fleet } from '../watch/fleet';
import { readClusterEvents, type EventsOfCluster } from './cluster-events';
import { collapseEvents } from './collapse-events';
import { parseEvent, resourceEvent } from './observed-event';

/** Where Events about objects without a namespace are. */
const DEFAULT_NAMESPACE = 'default';

/** An object of a tree that Events can tell of. */
type Regarded = TreeNode & { uid: string };

/** Tells what controllers said about the objects of a database service. */
export class EventReader {
  constructor(
    private readonly options: {
      visible: VisibleServices;
      trees: ServiceTrees;
      inventory: Inventory;
      fleet: Fleet;
    },
  ) {}

  /**
   * Warnings are watched and cost no request; all Events are read from the clusters now,
   * and a cluster that does not answer leaves the others their say. Undefined when
   * nothing is known of the database service.
   */
  async read(
    caller: Caller,
    ref: ServiceRef,
    types: EventTypes,
  ): Promise<ResourceEventList | undefined> {
    const { visible, trees } = this.options;
    if (!(await visible.find(caller, ref))) return undefined;
    const byCluster = groupBy(
      (trees.of(ref)?.nodes ?? []).flatMap(regarded),
      ({ cluster }) => cluster,
    );
    const answers = await Promise.all(
      [...byCluster].map(([cluster, nodes]) =>
        types === 'warning'
          ? this.#watched(cluster, nodes)
          : this.#readNow(cluster, nodes),
      ),
    );
    return {
      items: collapseEvents(answers.flatMap(({ items }) => items)),
      unreadable: answers.flatMap(({ unreadable }) => unreadable),
    };
  }

  #watched(cluster: string, nodes: Regarded[]): ResourceEventList {
    const { inventory, fleet } = this.options;
    const events = nodes
      .flatMap(({ uid }) => [...inventory.eventsAbout(cluster, uid)])
      .flatMap(({ object }) => parseEvent(object) ?? [])
      .filter(({ type }) => type === 'Warning');
    const status = fleet.status(cluster);
    const unreadable = status
      ? [...status.unreadable, ...status.optionalUnreadable].filter(
          ({ resource }) => resource === '*' || resource === 'events',
        )
      : [unknownCluster(cluster)];
    return { items: attribute(events, nodes), unreadable };
  }

  async #readNow(
    cluster: string,
    nodes: Regarded[],
  ): Promise<ResourceEventList> {
    const connection = this.options.fleet.connection(cluster);
    if (!connection) {
      return { items: [], unreadable: [unknownCluster(cluster)] };
    }
    const byNamespace = groupBy(
      nodes,
      ({ object }) => object.metadata.namespace ?? DEFAULT_NAMESPACE,
    );
    const { events, unreadable } = await readClusterEvents(
      connection,
      new Map(
        [...byNamespace].map(([namespace, those]) => [
          namespace,
          those.map(({ uid }) => uid),
        ]),
      ),
    );
    return { items: attribute(events, nodes), unreadable };
  }
}

/** Events by the object that they are about; those about other objects are left out. */
function attribute(
  events: EventsOfCluster['events'],
  nodes: Regarded[],
): ResourceEvent[] {
  const byUid = new Map(nodes.map(node => [node.uid, node]));
  return events.flatMap(event => {
    const node = byUid.get(event.involvedObject.uid);
    return node ? [resourceEvent(event, node)] : [];
  });
}

function regarded(node: TreeNode): Regarded[] {
  const { uid } = node.object.metadata;
  return uid ? [{ ...node, uid }] : [];
}

function groupBy<T>(items: T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}

/** An object was carried to a cluster that is not among those that Backstage reads. */
function unknownCluster(cluster: string): UnreadableSource {
  return {
    cluster,
    verb: 'list',
    resource: 'events',
    problem: 'unreachable',
    message: `Cluster "${cluster}" is not one that Backstage is configured to read.`,
    since: new Date().toISOString(),
  };
}
