import { createApiRef } from '@backstage/core-plugin-api';
import type { DbaasApi } from '@backstage-dbaas/plugin-dbaas-common';

/** The HTTP API of the dbaas backend. @public */
export const dbaasApiRef = createApiRef<DbaasApi>({ id: 'plugin.dbaas.api' });
