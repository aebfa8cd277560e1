import { createApp } from '@backstage/frontend-defaults';
import { navigationModule } from './navigation';

// All other plugins are found through `app.packages: all` in app-config.yaml.
export default createApp({ features: [navigationModule] });
