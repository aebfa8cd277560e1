import type { StartOperator } from '../operator';
import { atlasMigration } from './atlas-migration';
import { startAtlasKind } from './atlas-reconciler';
import { atlasSchema } from './atlas-schema';

/** Atlas Operator: schemas, declared or by migrations, in the databases they name. */
export const startAtlas: StartOperator = async ({ platform, log }) => {
  const stops = [atlasSchema, atlasMigration].map(kind =>
    startAtlasKind(platform, kind, log),
  );
  return {
    stop: async () => {
      await Promise.all(stops.map(stop => stop()));
    },
  };
};
