import type { Entity } from '@backstage/catalog-model';
import {
  DbaasRequestError,
  type DatabaseService,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { LiveSnapshot } from '../live/live-query';
import { isDatabaseAvailable } from './entity-filter';

/** What there is to show for an entity. */
export type EntityDatabasesView =
  | { kind: 'loading' }
  | { kind: 'forbidden' }
  /** The annotation leads nowhere; the backend may have said why. */
  | { kind: 'misconfigured'; message?: string }
  | { kind: 'error'; error: Error }
  | { kind: 'notLinked' }
  | { kind: 'services'; services: DatabaseService[] };

/**
 * Data of an earlier success wins over an error of now, except when the right to
 * see it was taken away.
 */
export function entityDatabasesView(
  { data, error }: LiveSnapshot<DatabaseService[]>,
  entity: Entity,
): EntityDatabasesView {
  const status = error instanceof DbaasRequestError ? error.status : undefined;
  if (status === 403) return { kind: 'forbidden' };
  if (data && data.length > 0) return { kind: 'services', services: data };
  if (status === 400) {
    return { kind: 'misconfigured', message: error?.message };
  }
  if (error) return { kind: 'error', error };
  if (!data) return { kind: 'loading' };
  return isDatabaseAvailable(entity)
    ? { kind: 'misconfigured' }
    : { kind: 'notLinked' };
}
