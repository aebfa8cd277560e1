import {
  kubernetesObjectSchema,
  readOnce,
  type KubernetesObject,
} from '@backstage-dbaas/plugin-dbaas-common';
import type {
  Resource,
  RunFunctionRequest,
} from '@crossplane-org/function-sdk-typescript';
import type { Composition } from '../compose';
import type { ObservedResource } from '../resources/observed-resources';
import { readSettings } from '../settings';

/** Reads what Crossplane sent. The request holds credentials in clear text. */
export function readRequest(
  request: RunFunctionRequest,
  now: Date,
): Composition {
  const { observed, input } = request;
  return {
    claim: objectOf(observed?.composite),
    observed: mapEntries(observed?.resources, readObserved),
    required: mapEntries(request.requiredResources, ({ items }) =>
      items.map(objectOf),
    ),
    settings: readSettings(input),
    now,
  };
}

function readObserved(resource: Resource): ObservedResource {
  const details = Object.entries(resource.connectionDetails);
  return {
    object: objectOf(resource),
    connectionDetails: Object.fromEntries(
      details.map(([key, value]) => [key, value.toString()]),
    ),
  };
}

/** What was remembered of an earlier call was checked then. */
const checked = readOnce(
  (sent: object): KubernetesObject => kubernetesObjectSchema.parse(sent),
);

function objectOf(resource: Resource | undefined): KubernetesObject {
  return checked(resource?.resource ?? {});
}

function mapEntries<From, To>(
  entries: Record<string, From> | undefined,
  change: (value: From) => To,
): Map<string, To> {
  return new Map(
    Object.entries(entries ?? {}).map(([name, value]) => [name, change(value)]),
  );
}
