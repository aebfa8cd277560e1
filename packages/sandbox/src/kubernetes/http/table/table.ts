import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import type { ResourceType } from '../../resource-api';
import { partialObjectMetadata } from '../resources/partial-object-metadata';
import { builtInColumns, NAME, type TableColumn } from './built-in-columns';
import { printerColumnCell } from './printer-column-cell';

/** What of each object a table carries besides its cells. */
export type IncludeObject = 'None' | 'Metadata' | 'Object';

export interface TableOptions {
  includeObject: IncludeObject;
  now: Date;
  /** False for all but the first table of a watch. */
  withColumns?: boolean;
  /** `metadata` of the table: that of the list. */
  metadata?: object;
}

/** Objects as a `Table` of `meta.k8s.io/v1`, which is what `kubectl get` prints. */
export function tableOf(
  type: ResourceType,
  objects: readonly KubernetesObject[],
  { includeObject, now, withColumns = true, metadata = {} }: TableOptions,
): object {
  const columns = columnsOf(type);
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: withColumns ? columns.map(columnDefinition) : [],
    rows: objects.map(object => ({
      cells: columns.map(column => column.cell(object, now)),
      object: includedObject(object, includeObject),
    })),
  };
}

function columnsOf(type: ResourceType): TableColumn[] {
  return (
    builtInColumns(type) ?? [
      NAME,
      ...type.printerColumns.map(column => ({
        ...column,
        cell: (object: KubernetesObject, now: Date) =>
          printerColumnCell(column, object, now),
      })),
    ]
  );
}

function columnDefinition({
  name,
  type,
  format = '',
  description = '',
  priority = 0,
}: TableColumn): object {
  return { name, type, format, description, priority };
}

function includedObject(
  object: KubernetesObject,
  includeObject: IncludeObject,
): object | undefined {
  switch (includeObject) {
    case 'None':
      return undefined;
    case 'Object':
      return object;
    default:
      return partialObjectMetadata(object);
  }
}
