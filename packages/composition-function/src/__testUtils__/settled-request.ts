import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { secretData } from '../resources/kubernetes-secret';
import { SimulatedPlatform } from './simulated-platform';

const resource = (object: KubernetesObject) => ({ resource: object });

/** What Crossplane sends when all of a claim is there, in the JSON form of the message. */
export function settledRequest(claim: KubernetesObject): object {
  const platform = new SimulatedPlatform(claim);
  platform.converge();
  const { observed, required } = platform.input();
  return {
    meta: { tag: 'bench' },
    observed: {
      composite: resource(platform.claim),
      resources: Object.fromEntries(
        [...observed].map(([name, { object, connectionDetails }]) => [
          name,
          {
            ...resource(object),
            connectionDetails: secretData(connectionDetails),
          },
        ]),
      ),
    },
    requiredResources: Object.fromEntries(
      [...required].map(([name, objects]) => [
        name,
        { items: objects.map(resource) },
      ]),
    ),
  };
}
