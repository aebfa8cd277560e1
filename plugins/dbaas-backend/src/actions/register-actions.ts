import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import type { ServiceApi } from '../service-api';
import { registerExplain } from './explain-database-service';
import { registerConnectionInfo } from './get-database-connection-info';
import { registerList } from './list-database-services';

/** Tools for assistants. They see what their user may see, and never a secret. */
export function registerActions(
  registry: ActionsRegistryService,
  api: ServiceApi,
): void {
  registerList(registry, api);
  registerExplain(registry, api);
  registerConnectionInfo(registry, api);
}
