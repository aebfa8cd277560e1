import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import type { PrinterColumn } from '../../resource-api';
import { age } from './human-duration';
import { firstValueAt } from './json-path';

/** What a column of a CustomResourceDefinition shows of an object; null is printed as `<none>`. */
export function printerColumnCell(
  { type, jsonPath }: PrinterColumn,
  object: KubernetesObject,
  now: Date,
): unknown {
  const value = firstValueAt(jsonPath, object);
  if (value === undefined || value === null) return null;
  switch (type) {
    case 'date':
      return age(value, now);
    case 'integer':
      return typeof value === 'number' ? Math.trunc(value) : null;
    case 'number':
      return typeof value === 'number' ? value : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    default:
      return typeof value === 'object' ? JSON.stringify(value) : String(value);
  }
}
