import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import type { ResourceType } from '../../resource-api';
import { isObject } from '../../schema/json-schema';
import { age } from './human-duration';

/** A column of a table, with what it shows of an object. */
export interface TableColumn {
  name: string;
  type: string;
  format?: string;
  description?: string;
  /** Above 0 it is shown with `-o wide` only. */
  priority?: number;
  cell(object: KubernetesObject, now: Date): unknown;
}

export const NAME: TableColumn = {
  name: 'Name',
  type: 'string',
  format: 'name',
  description: 'Name of the object, unique within its namespace.',
  cell: ({ metadata }) => metadata.name,
};

const AGE: TableColumn = {
  name: 'Age',
  type: 'string',
  cell: ({ metadata }, now) => age(metadata.creationTimestamp, now),
};

const CREATED_AT: TableColumn = {
  name: 'Created At',
  type: 'date',
  cell: ({ metadata }) => metadata.creationTimestamp ?? null,
};

const ROLE_COLUMNS = [NAME, CREATED_AT];
const ROLE_BINDING_COLUMNS = [
  NAME,
  column('Role', binding => {
    const role = at(binding, 'roleRef');
    return `${textAt(role, 'kind')}/${textAt(role, 'name')}`;
  }),
  AGE,
];

/** Columns of the kinds that kubectl users know to look different from plain field values. */
const COLUMNS: Record<string, TableColumn[]> = {
  '/Secret': [
    NAME,
    column('Type', secret => textAt(secret, 'type')),
    column('Data', secret => sizeOf(at(secret, 'data')), 'integer'),
    AGE,
  ],
  '/ConfigMap': [
    NAME,
    column(
      'Data',
      map => sizeOf(at(map, 'data')) + sizeOf(at(map, 'binaryData')),
      'integer',
    ),
    AGE,
  ],
  '/ServiceAccount': [
    NAME,
    column('Secrets', account => sizeOf(at(account, 'secrets')), 'integer'),
    AGE,
  ],
  '/Event': [
    { name: 'Last Seen', type: 'string', cell: lastSeen },
    column('Type', event => textAt(event, 'type')),
    column('Reason', event => textAt(event, 'reason')),
    column('Object', event => {
      const object = at(event, 'involvedObject');
      return `${textAt(object, 'kind').toLowerCase()}/${textAt(
        object,
        'name',
      )}`;
    }),
    wide('Subobject', event => textAt(event, 'involvedObject', 'fieldPath')),
    wide(
      'Source',
      event =>
        textAt(event, 'source', 'component') ||
        textAt(event, 'reportingComponent'),
    ),
    column('Message', event => textAt(event, 'message').trim()),
    {
      name: 'First Seen',
      type: 'string',
      priority: 1,
      cell: (event, now) => age(firstTimeOf(event), now),
    },
    wide('Count', event => String(numberAt(event, 'count') || 1)),
    { ...NAME, priority: 1 },
  ],
  '/Pod': [
    NAME,
    column('Ready', pod => {
      const containers = listAt(pod, 'status', 'containerStatuses');
      const ready = containers.filter(status => at(status, 'ready') === true);
      return `${ready.length}/${sizeOf(at(pod, 'spec', 'containers'))}`;
    }),
    column('Status', pod => textAt(pod, 'status', 'phase') || 'Pending'),
    column('Restarts', pod =>
      String(
        listAt(pod, 'status', 'containerStatuses').reduce<number>(
          (sum, status) => sum + numberAt(status, 'restartCount'),
          0,
        ),
      ),
    ),
    AGE,
  ],
  '/Service': [
    NAME,
    column('Type', service => textAt(service, 'spec', 'type') || 'ClusterIP'),
    column(
      'Cluster-IP',
      service => textAt(service, 'spec', 'clusterIP') || '<none>',
    ),
    column(
      'External-IP',
      service =>
        textAt(service, 'spec', 'externalName') ||
        listAt(service, 'spec', 'externalIPs').join(',') ||
        '<none>',
    ),
    column(
      'Port(s)',
      service =>
        listAt(service, 'spec', 'ports')
          .map(
            port =>
              `${numberAt(port, 'port')}/${textAt(port, 'protocol') || 'TCP'}`,
          )
          .join(',') || '<none>',
    ),
    AGE,
  ],
  'apps/Deployment': [
    NAME,
    readyColumn(),
    column(
      'Up-to-date',
      deployment => numberAt(deployment, 'status', 'updatedReplicas'),
      'integer',
    ),
    column(
      'Available',
      deployment => numberAt(deployment, 'status', 'availableReplicas'),
      'integer',
    ),
    AGE,
  ],
  'apps/StatefulSet': [NAME, readyColumn(), AGE],
  'rbac.authorization.k8s.io/ClusterRole': ROLE_COLUMNS,
  'rbac.authorization.k8s.io/Role': ROLE_COLUMNS,
  'rbac.authorization.k8s.io/ClusterRoleBinding': ROLE_BINDING_COLUMNS,
  'rbac.authorization.k8s.io/RoleBinding': ROLE_BINDING_COLUMNS,
  'apiextensions.k8s.io/CustomResourceDefinition': [NAME, CREATED_AT],
};

/** The columns that API servers print for a built-in kind, when they are not plain field values. */
export function builtInColumns({
  group,
  kind,
  builtIn,
}: ResourceType): TableColumn[] | undefined {
  return builtIn ? COLUMNS[`${group}/${kind}`] : undefined;
}

function column(
  name: string,
  cell: (object: KubernetesObject) => unknown,
  type = 'string',
): TableColumn {
  return { name, type, cell };
}

function wide(
  name: string,
  cell: (object: KubernetesObject) => unknown,
): TableColumn {
  return { ...column(name, cell), priority: 1 };
}

function readyColumn(): TableColumn {
  return column('Ready', workload => {
    const wanted = at(workload, 'spec', 'replicas');
    const ready = numberAt(workload, 'status', 'readyReplicas');
    return `${ready}/${typeof wanted === 'number' ? wanted : 1}`;
  });
}

function lastSeen(event: KubernetesObject, now: Date): string {
  const last =
    at(event, 'series', 'lastObservedTime') ??
    at(event, 'lastTimestamp') ??
    firstTimeOf(event);
  return age(last, now);
}

function firstTimeOf(event: KubernetesObject): unknown {
  return at(event, 'firstTimestamp') ?? at(event, 'eventTime');
}

function at(value: unknown, ...path: string[]): unknown {
  return path.reduce<unknown>(
    (current, key) => (isObject(current) ? current[key] : undefined),
    value,
  );
}

function textAt(value: unknown, ...path: string[]): string {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : '';
}

function numberAt(value: unknown, ...path: string[]): number {
  const found = at(value, ...path);
  return typeof found === 'number' ? found : 0;
}

function listAt(value: unknown, ...path: string[]): unknown[] {
  const found = at(value, ...path);
  return Array.isArray(found) ? found : [];
}

/** How many entries a list or a map has. */
function sizeOf(value: unknown): number {
  if (Array.isArray(value)) return value.length;
  return isObject(value) ? Object.keys(value).length : 0;
}
