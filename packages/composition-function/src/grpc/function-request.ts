import {
  kubernetesObjectSchema,
  readOnce,
  type KubernetesObject,
} from '@backstage-dbaas/plugin-dbaas-common';
import type { Resource } from '@crossplane-org/function-sdk-typescript';
import type { Composition } from '../compose';
import type { ObservedResource } from '../resources/observed-resources';
import { readSettings } from '../settings';
import type { FunctionCall } from './wire/run-function-codec';

/** Reads what Crossplane sent. The request holds credentials in clear text. */
export function readRequest(
  { observed, requiredResources, input }: FunctionCall,
  now: Date,
): Composition {
  return {
    claim: objectOf(observed?.composite),
    observed: changeValues(observed?.resources ?? [], readObserved),
    required: changeValues(Object.entries(requiredResources), ({ items }) =>
      items.map(objectOf),
    ),
    settings: readSettings(input),
    now,
  };
}

function readObserved(resource: Resource): ObservedResource {
  return {
    object: objectOf(resource),
    connectionDetails: textsOf(resource.connectionDetails),
  };
}

/** Most resources have none. */
const NO_TEXTS = {};

function textsOf(details: Record<string, Buffer>): Record<string, string> {
  const keys = Object.keys(details);
  return keys.length === 0
    ? NO_TEXTS
    : Object.fromEntries(keys.map(key => [key, details[key].toString()]));
}

/** What was remembered of an earlier call was checked then. */
const checked = readOnce(
  (sent: object): KubernetesObject => kubernetesObjectSchema.parse(sent),
);

function objectOf(resource: Resource | undefined): KubernetesObject {
  return checked(resource?.resource ?? {});
}

function changeValues<From, To>(
  entries: Iterable<[string, From]>,
  change: (value: From) => To,
): Map<string, To> {
  const changed = new Map<string, To>();
  for (const [name, value] of entries) changed.set(name, change(value));
  return changed;
}
