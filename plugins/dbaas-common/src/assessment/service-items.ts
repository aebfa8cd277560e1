import { z } from 'zod';
import {
  groupOf,
  type KubernetesObject,
} from '../kubernetes/kubernetes-object';
import type { Layer } from '../layers';
import { deliveryOf } from '../resources/external-secret-spec';
import { externalNameOf } from '../resources/external-name';
import { PROVIDER_SQL_GROUPS } from '../resources/provider-sql';
import { roleOf, type ServiceRole } from '../tree/kinds';
import { claimSpecOf, type ClaimSpec } from './claim';
import type { AssessedNode } from './read-tree';

/** One thing that a database service offers, such as a database or a delivered Secret. */
export interface ServiceItem {
  layer: Layer;
  /** How a person calls it. */
  name: string;
  /** The object that it is; missing while it has not been made. */
  node?: AssessedNode;
  /** Objects without which it cannot be used, such as the privileges of a user. */
  helpers: AssessedNode[];
  /** Some of them have not been made yet. */
  incomplete?: boolean;
}

type Delivery = ClaimSpec['delivery'][number];

const privilegeSchema = z
  .object({
    forProvider: z.object({
      role: z.string().optional().catch(undefined),
      database: z.string().optional().catch(undefined),
    }),
  })
  .catch({ forProvider: {} });

const atlasTargetSchema = z
  .object({
    credentials: z
      .object({ database: z.string().optional() })
      .optional()
      .catch(undefined),
    url: z.string().optional().catch(undefined),
  })
  .catch({});

/** What the database service consists of for those who use it: as asked for, else as found. */
export function serviceItems(
  root: KubernetesObject,
  nodes: readonly AssessedNode[],
): ServiceItem[] {
  const spec = claimSpecOf(root);
  const byRole = (role: ServiceRole) =>
    nodes.filter(
      node => node.membership === 'part' && roleOf(node.object) === role,
    );
  const servers = [
    ...byRole('server'),
    // Of a server that was there before there is nothing but the way in.
    ...(spec?.placement === 'external' ? nodes.filter(isWayIn) : []),
  ];
  const server: ServiceItem[] =
    servers.length > 0
      ? servers.map(node => ({
          layer: 'server',
          name: node.object.metadata.name,
          node,
          helpers: [],
        }))
      : [{ layer: 'server', name: root.metadata.name, helpers: [] }];
  return [
    ...server,
    ...(spec ? requestedItems(spec, byRole) : foundItems(byRole)),
  ];
}

function isWayIn({ membership, object }: AssessedNode): boolean {
  return (
    membership === 'part' &&
    object.kind === 'ProviderConfig' &&
    isOfProviderSql(object)
  );
}

function requestedItems(
  spec: ClaimSpec,
  byRole: (role: ServiceRole) => AssessedNode[],
): ServiceItem[] {
  const privileges = byRole('privilege');
  const deliveries = byRole('delivery');
  return [
    ...spec.databases.map(({ name }) => ({
      layer: 'databases' as const,
      name,
      node: named(byRole('database'), name),
      helpers: [],
    })),
    ...spec.users.map(({ name, access }) => {
      const node = named(byRole('user'), name);
      const helpers = privileges.filter(
        ({ object }) => roleNameOf(object) === name,
      );
      const incomplete =
        node !== undefined &&
        hasPrivilegesOfItsOwn(node) &&
        helpers.length < access.length;
      return { layer: 'users' as const, name, node, helpers, incomplete };
    }),
    ...spec.delivery.map(delivery => ({
      layer: 'secrets' as const,
      name: `${delivery.secretName} in ${delivery.cluster}`,
      node: deliveries.find(node => isDelivery(node, delivery)),
      helpers: [],
    })),
    ...spec.schema.map(({ database }) => ({
      layer: 'schema' as const,
      name: database,
      node: byRole('schema').find(
        ({ object }) => schemaDatabaseOf(object) === database,
      ),
      helpers: [],
    })),
    ...spec.dapr.map(component => ({
      layer: 'dapr' as const,
      name: component.name,
      node: byRole('component').find(
        ({ cluster, object }) =>
          cluster === component.cluster &&
          object.metadata.namespace === component.namespace &&
          object.metadata.name === component.name,
      ),
      helpers: [],
    })),
  ];
}

const FOUND_ROLES: readonly [ServiceRole, Layer][] = [
  ['database', 'databases'],
  ['user', 'users'],
  ['delivery', 'secrets'],
  ['schema', 'schema'],
  ['component', 'dapr'],
];

/** For claims of other kinds: what was found is what was asked for. */
function foundItems(
  byRole: (role: ServiceRole) => AssessedNode[],
): ServiceItem[] {
  return FOUND_ROLES.flatMap(([role, layer]) =>
    byRole(role).map(node => ({
      layer,
      name: externalNameOf(node.object),
      node,
      helpers: [],
    })),
  );
}

function named(
  nodes: readonly AssessedNode[],
  name: string,
): AssessedNode | undefined {
  return nodes.find(({ object }) => postgresqlNameOf(object) === name);
}

const specNameSchema = z.object({ name: z.string() }).partial().catch({});

/** CloudNativePG keeps the name in PostgreSQL in the spec, Crossplane in an annotation. */
function postgresqlNameOf(object: KubernetesObject): string {
  return specNameSchema.parse(object.spec ?? {}).name ?? externalNameOf(object);
}

/** provider-sql makes users without any privilege; each is an object of its own. */
function hasPrivilegesOfItsOwn({ object }: AssessedNode): boolean {
  return isOfProviderSql(object);
}

function isOfProviderSql(object: KubernetesObject): boolean {
  const group = groupOf(object);
  return PROVIDER_SQL_GROUPS.some(candidate => candidate === group);
}

function roleNameOf(object: KubernetesObject): string | undefined {
  return privilegeSchema.parse(object.spec ?? {}).forProvider.role;
}

function isDelivery({ cluster, object }: AssessedNode, wanted: Delivery) {
  return (
    cluster === wanted.cluster &&
    object.metadata.namespace === wanted.namespace &&
    deliveryOf(object).secretName === wanted.secretName
  );
}

/** The database that an Atlas resource works on. */
export function schemaDatabaseOf(object: KubernetesObject): string | undefined {
  const { credentials, url } = atlasTargetSchema.parse(object.spec ?? {});
  if (credentials?.database) return credentials.database;
  return /^[a-z]+:\/\/[^/]*\/([^?]+)/.exec(url ?? '')?.[1];
}
