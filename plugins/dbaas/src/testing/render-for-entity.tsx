import type { Entity } from '@backstage/catalog-model';
import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import {
  EntityProvider,
  catalogApiRef,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { permissionApiRef } from '@backstage/plugin-permission-react';
import { signalApiRef } from '@backstage/plugin-signals-react';
import { dbaasApiRef } from '../api/dbaas-api';
import { templateRouteRef, viewDatabaseRouteRef } from '../routes';
import { ordersApi } from './entity';
import type { FakeDbaasApi } from './fake-dbaas-api';
import { FakeSignals } from './fake-signals';

export const createTemplate: Entity = {
  apiVersion: 'scaffolder.backstage.io/v1beta3',
  kind: 'Template',
  metadata: { name: 'create-database', namespace: 'default' },
  spec: { type: 'database' },
};

const permissions = (denied: string[] = []) =>
  mockApis.permission({
    authorize: ({ permission }) =>
      denied.includes(permission.name)
        ? AuthorizeResult.DENY
        : AuthorizeResult.ALLOW,
  });

/** Renders a component of an entity page in an app of the new frontend system. */
export function renderForEntity(
  element: JSX.Element,
  options: {
    api: FakeDbaasApi;
    entity?: Entity;
    signals?: FakeSignals;
    /** What else is in the catalog. */
    catalog?: Entity[];
    path?: string;
    /** Names of permissions that the user does not have. */
    denied?: string[];
  },
) {
  const { api, entity = ordersApi, signals = new FakeSignals() } = options;
  return renderInTestApp(
    <EntityProvider entity={entity}>{element}</EntityProvider>,
    {
      apis: [
        [dbaasApiRef, api],
        [signalApiRef, signals.api],
        [catalogApiRef, catalogApiMock({ entities: options.catalog ?? [] })],
        mockApis.config({ data: {} }),
        [permissionApiRef, permissions(options.denied)],
      ],
      mountedRoutes: {
        '/catalog/:namespace/:kind/:name': entityRouteRef,
        '/database': viewDatabaseRouteRef,
        '/create/templates/:namespace/:templateName': templateRouteRef,
      },
      initialRouteEntries: [options.path ?? '/'],
    },
  );
}
