import { useApiHolder, useRouteRef } from '@backstage/core-plugin-api';
import {
  routeResolutionApiRef,
  type RouteResolutionApi,
} from '@backstage/frontend-plugin-api';
import {
  entityRouteParams,
  entityRouteRef,
  useEntity,
} from '@backstage/plugin-catalog-react';
import type { ReactNode } from 'react';
import { viewDatabaseRouteRef } from '../routes';

interface WithTabPathProps {
  /** Gets the path of the tab; undefined where there is none. */
  children: (path: string | undefined) => ReactNode;
}

/**
 * Finds the tab on the page of the entity, from wherever the card stands: a home
 * page for example, where the tab is not a neighbour.
 */
export function WithTabPath(props: WithTabPathProps) {
  const resolution = useApiHolder().get(routeResolutionApiRef);
  return resolution ? (
    <FromEntityPage {...props} resolution={resolution} />
  ) : (
    <FromThisPage {...props} />
  );
}

function FromEntityPage(
  props: WithTabPathProps & { resolution: RouteResolutionApi },
) {
  const { children, resolution } = props;
  const { entity } = useEntity();
  const entityRoute = resolution.resolve(entityRouteRef);
  const tabRoute =
    entityRoute &&
    resolution.resolve(viewDatabaseRouteRef, {
      sourcePath: entityRoute(entityRouteParams(entity)),
    });
  return <>{children(tabRoute?.())}</>;
}

/** The old frontend system resolves routes from the page that it is on. */
function FromThisPage({ children }: WithTabPathProps) {
  return <>{children(useRouteRef(viewDatabaseRouteRef)?.())}</>;
}
