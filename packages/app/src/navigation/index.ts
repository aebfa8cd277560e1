import { createFrontendModule } from '@backstage/frontend-plugin-api';
import { SidebarContent } from './SidebarContent';

/** The sidebar of this app. */
export const navigationModule = createFrontendModule({
  pluginId: 'app',
  extensions: [SidebarContent],
});
