import type { Entity } from '@backstage/catalog-model';
import { DATABASE_ANNOTATION } from '@backstage-dbaas/plugin-dbaas-common';

/** Entities that name a database service, for extensions of the new frontend system. */
export const databaseEntityFilter = {
  [`metadata.annotations.${DATABASE_ANNOTATION}`]: { $exists: true },
};

/**
 * Whether an entity names a database service, for `EntitySwitch.Case` and
 * `EntityLayout.Route`.
 *
 * @public
 */
export function isDatabaseAvailable(entity: Entity): boolean {
  return Boolean(entity.metadata.annotations?.[DATABASE_ANNOTATION]);
}
