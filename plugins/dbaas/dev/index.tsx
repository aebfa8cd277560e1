import '@backstage/cli/asset-types';
// An app brings these styles; here the gallery is the app.
// eslint-disable-next-line @backstage/no-ui-css-imports-in-non-frontend
import '@backstage/ui/css/styles.css';
import { ConfigReader } from '@backstage/core-app-api';
import { createApp } from '@backstage/frontend-defaults';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import ReactDOM from 'react-dom/client';
import dbaasPlugin from '../src';
import { galleryPlugin, inMemoryModules } from './gallery';

/** The same wherever it runs: no backend, no configuration file, nobody to sign in. */
const config = new ConfigReader({
  app: {
    title: 'States of a database',
    baseUrl: window.location.origin,
    extensions: [{ 'sign-in-page:app': false }],
  },
  backend: { baseUrl: window.location.origin },
});

const app = createApp({
  features: [catalogPlugin, dbaasPlugin, galleryPlugin, ...inMemoryModules],
  advanced: { configLoader: async () => ({ config }) },
});

const root = document.getElementById('root');
if (!root) throw new Error('The page has no element with id "root".');
ReactDOM.createRoot(root).render(app.createRoot());
