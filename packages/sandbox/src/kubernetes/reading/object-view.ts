import {
  kubernetesObjectSchema,
  type KubernetesObject,
} from '@backstage-dbaas/plugin-dbaas-common';
import { copyJson } from '../copy-json';
import type { ResourceType } from '../resource-api';
import { applyDefaults } from '../schema/defaults';
import { isSameJson, deepFreeze } from '../schema/json-schema';
import { prune } from '../schema/prune';
import { apiVersionOf } from '../type-registry';

const views = new WeakMap<
  ResourceType,
  WeakMap<KubernetesObject, KubernetesObject>
>();

/**
 * A stored object as a version of its kind shows it: with that apiVersion, the
 * defaults of today and without fields that are no longer in the schema
 * (conversion strategy `None`).
 */
export function viewAs(
  type: ResourceType,
  stored: KubernetesObject,
): KubernetesObject {
  const ofType =
    views.get(type) ?? new WeakMap<KubernetesObject, KubernetesObject>();
  views.set(type, ofType);
  const known = ofType.get(stored);
  if (known) return known;
  const view = createView(type, stored);
  ofType.set(stored, view);
  return view;
}

function createView(
  type: ResourceType,
  stored: KubernetesObject,
): KubernetesObject {
  const apiVersion = apiVersionOf(type);
  if (type.builtIn || !type.schema) {
    return stored.apiVersion === apiVersion
      ? stored
      : deepFreeze({ ...stored, apiVersion });
  }
  const copy = { ...copyJson(stored), apiVersion };
  prune(copy, type.schema);
  applyDefaults(copy, type.schema);
  return isSameJson(copy, stored)
    ? stored
    : deepFreeze(kubernetesObjectSchema.parse(copy));
}
