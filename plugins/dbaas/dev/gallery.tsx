import { InMemoryCatalogClient } from '@backstage/catalog-client/testUtils';
import {
  ApiBlueprint,
  PageBlueprint,
  createFrontendModule,
  createFrontendPlugin,
} from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import PaletteIcon from '@material-ui/icons/Palette';
import { dbaasApiRef } from '../src';
import { GalleryDbaasApi } from './gallery-dbaas-api';
import { galleryEntities } from './gallery-entities';

const galleryPage = PageBlueprint.make({
  params: {
    path: '/',
    title: 'States',
    icon: <PaletteIcon />,
    loader: () =>
      import('./GalleryPage').then(module => <module.GalleryPage />),
  },
});

/** A page with the card in every state. Each leads to the page of its entity. */
export const galleryPlugin = createFrontendPlugin({
  pluginId: 'gallery',
  extensions: [galleryPage],
});

/** Puts fixtures in the place of the backends. */
export const inMemoryModules = [
  createFrontendModule({
    pluginId: 'catalog',
    extensions: [
      ApiBlueprint.make({
        params: defineParams =>
          defineParams({
            api: catalogApiRef,
            deps: {},
            factory: () =>
              new InMemoryCatalogClient({ entities: galleryEntities }),
          }),
      }),
    ],
  }),
  createFrontendModule({
    pluginId: 'dbaas',
    extensions: [
      ApiBlueprint.make({
        params: defineParams =>
          defineParams({
            api: dbaasApiRef,
            deps: {},
            factory: () => new GalleryDbaasApi(),
          }),
      }),
    ],
  }),
];
