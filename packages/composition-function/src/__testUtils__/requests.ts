import { hash } from 'node:crypto';
import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { secretData } from '../resources/kubernetes-secret';
import { SimulatedPlatform } from './simulated-platform';

/** As the API server hands it out: with another version after every change. */
const resource = (object: KubernetesObject) => ({
  resource: {
    ...object,
    metadata: {
      ...object.metadata,
      resourceVersion: hash('sha256', JSON.stringify(object)).slice(0, 8),
    },
  },
});

/** What Crossplane sends next, in the JSON form of the message. */
export function requestOf(platform: SimulatedPlatform): object {
  const { claim, observed, required } = platform.input();
  return {
    meta: { tag: 'tag' },
    observed: {
      composite: resource(claim),
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

/** What Crossplane sends when all of a claim is there. */
export function settledRequest(claim: KubernetesObject): object {
  const platform = new SimulatedPlatform(claim);
  platform.converge();
  return requestOf(platform);
}
