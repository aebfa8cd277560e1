import {
  DEFAULT_COMPOSITION,
  readOfferedPlacements,
  type OfferedPlacement,
  type PlacementOffer,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { PlatformObjects } from './platform-objects';

const CLOUD_NATIVE_PG = { group: 'postgresql.cnpg.io', kind: 'Cluster' };

/**
 * Where each platform cluster makes servers: as the configuration says, or else as the
 * Composition of claims that select none is set up.
 */
export class OfferedPlacements {
  constructor(
    private readonly objects: PlatformObjects,
    private readonly configured?: readonly OfferedPlacement[],
  ) {}

  all(): PlacementOffer[] {
    return this.objects.clusters().map(cluster => this.of(cluster));
  }

  of(cluster: string): PlacementOffer {
    if (this.configured)
      return {
        cluster,
        source: 'configuration',
        placements: [...this.configured],
      };
    const { name } = DEFAULT_COMPOSITION;
    const nothing = (problem: string) => ({ cluster, placements: [], problem });
    const sight = this.objects.see(cluster, DEFAULT_COMPOSITION);
    if (!sight.known) return nothing(sight.problem);
    const placements = readOfferedPlacements(sight.object, {
      hasCloudNativePg: this.objects.serves(cluster, CLOUD_NATIVE_PG),
    });
    return placements
      ? { cluster, source: 'cluster', placements }
      : nothing(
          sight.object
            ? `Composition "${name}" of cluster "${cluster}" has no step with CompositionSettings, so where it makes servers is not known. Say so in dbaas.placements of the configuration.`
            : `There is no Composition "${name}" in cluster "${cluster}". Apply platform/base there, or say in dbaas.placements of the configuration where servers are made.`,
        );
  }
}
