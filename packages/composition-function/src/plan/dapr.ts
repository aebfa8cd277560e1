import {
  MAX_POSTGRESQL_NAME,
  type ManagedDatabase,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { Context } from '../context';
import {
  owningRoleNeeds,
  planAdministratorMembership,
  type OwningRole,
} from './administrator-membership';
import { databaseResource } from './databases';
import { deliveryResource, type Delivery } from './delivery';
import { gate } from '../resources/gates';
import type { PlannedResource } from '../resources/planned-resource';
import { remoteObject } from '../resources/remote-object';
import { sqlResource } from '../resources/sql-resource';
import { userLogin } from './login-roles';

/** A Dapr component that a claim asks for. */
export type DaprComponent = ManagedDatabase['spec']['dapr'][number];

/** Table that the application keeps its configuration in, made by its own schema. */
const CONFIGURATION_TABLE = 'configuration';

/** Name of a component within the composition. */
export const daprResource = ({ cluster, namespace, name }: DaprComponent) =>
  `dapr/${cluster}/${namespace}/${name}`;

const schemaResource = (database: string, component: DaprComponent) =>
  `dapr-schema/${database}/${component.name}`;

/**
 * The tables of a state store have a schema of their own: in `public`, Atlas
 * would take them for tables to drop.
 */
const schemaOf = ({ name }: DaprComponent) =>
  `dapr_${name.replace(/-/g, '_')}`.slice(0, MAX_POSTGRESQL_NAME);

/** Version of each component type (Dapr 1.18). */
const VERSIONS: Record<DaprComponent['type'], string> = {
  'state.postgresql': 'v2',
  'bindings.postgresql': 'v1',
  'configuration.postgresql': 'v1',
};

/** Dapr components beside the Secrets that were delivered, with their tables' schema. */
export function planDapr(context: Context): PlannedResource[] {
  const components = context.claim.spec.dapr.map(component => ({
    component,
    delivery: deliveryOf(context.claim, component),
  }));
  const schemas = components
    .filter(({ component }) => component.type === 'state.postgresql')
    .flatMap(({ component, delivery }) => [
      ...planAdministratorMembership(context, storeOwner(delivery.user)),
      planSchema(context, component, delivery),
    ]);
  return [
    ...new Map(schemas.map(schema => [schema.name, schema])).values(),
    ...components.map(({ component, delivery }) =>
      planComponent(context, component, delivery),
    ),
  ];
}

/** The first delivery to the place of a component; the request schema says there is one. */
export function deliveryOf(
  claim: ManagedDatabase,
  component: DaprComponent,
): Delivery {
  const delivery = claim.spec.delivery.find(
    one =>
      one.cluster === component.cluster &&
      one.namespace === component.namespace,
  );
  if (!delivery) {
    throw new Error(
      `Dapr component "${component.name}" has no delivery to namespace "${component.namespace}" of cluster "${component.cluster}".`,
    );
  }
  return delivery;
}

/** The user whose state store it is. */
function storeOwner(user: string): OwningRole {
  const { resource, nameParts, described } = userLogin(user, 0);
  return { resource, name: user, layer: 'dapr', nameParts, described };
}

function planSchema(
  context: Context,
  component: DaprComponent,
  { database, user }: Delivery,
): PlannedResource {
  const { claim, observed } = context;
  return {
    name: schemaResource(database, component),
    layer: 'dapr',
    object: sqlResource(claim, {
      kind: 'Schema',
      layer: 'dapr',
      nameParts: [database, 'dapr', component.name],
      externalName: schemaOf(component),
      forProvider: { database, role: user },
      keepOnDelete: true,
    }),
    gate: () =>
      gate(
        observed.usable(databaseResource(database), `database "${database}"`),
        ...owningRoleNeeds(context, storeOwner(user)),
      ),
  };
}

function planComponent(
  context: Context,
  component: DaprComponent,
  delivery: Delivery,
): PlannedResource {
  const { claim, observed } = context;
  const isStore = component.type === 'state.postgresql';
  return {
    name: daprResource(component),
    layer: 'dapr',
    object: remoteObject(
      claim,
      'dapr',
      {
        cluster: component.cluster,
        namespace: component.namespace,
        apiVersion: 'dapr.io/v1alpha1',
        kind: 'Component',
        name: component.name,
        content: {
          auth: { secretStore: 'kubernetes' },
          spec: {
            type: component.type,
            version: VERSIONS[component.type],
            metadata: componentMetadata(component, delivery),
          },
          scopes: component.scopes,
        },
      },
      // A Component has no status to derive anything from.
      'SuccessfulCreate',
    ),
    gate: () =>
      gate(
        observed.usable(
          deliveryResource(delivery),
          `Secret "${delivery.secretName}" in cluster "${delivery.cluster}"`,
        ),
        ...(isStore
          ? [
              observed.usable(
                schemaResource(delivery.database, component),
                `the schema for Dapr in database "${delivery.database}"`,
              ),
            ]
          : []),
      ),
  };
}

/** Separate fields, each from the Secret: no connection string needs quoting. */
function componentMetadata(component: DaprComponent, { secretName }: Delivery) {
  const fromSecret = (name: string, key: string) => ({
    name,
    secretKeyRef: { name: secretName, key },
  });
  const connection = [
    fromSecret('host', 'host'),
    fromSecret('port', 'port'),
    fromSecret('user', 'username'),
    fromSecret('password', 'password'),
    fromSecret('database', 'database'),
  ];
  switch (component.type) {
    case 'state.postgresql':
      return [
        ...connection,
        { name: 'tablePrefix', value: `${schemaOf(component)}.` },
        { name: 'metadataTableName', value: `${schemaOf(component)}.metadata` },
      ];
    case 'configuration.postgresql':
      return [...connection, { name: 'table', value: CONFIGURATION_TABLE }];
    case 'bindings.postgresql':
      return connection;
    default:
      return component.type satisfies never;
  }
}
