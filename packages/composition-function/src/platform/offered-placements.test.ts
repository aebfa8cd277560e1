import {
  DEFAULT_COMPOSITION,
  readOfferedPlacements,
} from '@backstage-dbaas/plugin-dbaas-common';
import { buildKustomization } from '../__testUtils__/kustomization';

describe('the placements that Backstage offers', () => {
  it.each([
    ['kind', []],
    ['eks', ['aws']],
    ['aks', ['azure']],
    ['gke', ['google']],
  ])(
    'on %s are those that the function serves there',
    (overlay, clouds: string[]) => {
      const composition = buildKustomization(
        `overlays/${overlay}/environment`,
      ).objects.find(
        ({ kind, metadata }) =>
          kind === DEFAULT_COMPOSITION.kind &&
          metadata.name === DEFAULT_COMPOSITION.name,
      );
      const offered = readOfferedPlacements(composition, {
        hasCloudNativePg: true,
      });
      expect(offered?.map(({ name }) => name)).toEqual([
        'cnpg',
        ...clouds,
        'external',
      ]);
      for (const { name, regions } of offered ?? [])
        expect([name, regions.length > 0]).toEqual([
          name,
          clouds.includes(name),
        ]);
    },
  );
});
