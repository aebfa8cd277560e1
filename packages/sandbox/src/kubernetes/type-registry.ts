import type { KubernetesObject } from '@backstage-dbaas/plugin-dbaas-common';
import { BUILT_IN_TYPES } from './built-in/types';
import { parseDefinition } from './custom-resources/definition';
import { resourceTypesOf } from './custom-resources/resource-types';
import type { ResourceType } from './resource-api';
import { isSameJson } from './schema/json-schema';

/** Key of the objects of a type in the store; versions of a kind share their objects. */
export function storageKey({
  group,
  plural,
}: Pick<ResourceType, 'group' | 'plural'>): string {
  return `${group}/${plural}`;
}

/** `v1` or `group/version`. */
export function apiVersionOf({
  group,
  version,
}: Pick<ResourceType, 'group' | 'version'>): string {
  return group === '' ? version : `${group}/${version}`;
}

/** The kinds that a cluster serves at the moment. */
export class TypeRegistry {
  readonly #definitions = new Map<
    string,
    { spec: unknown; types: ResourceType[] }
  >();
  readonly #listeners = new Set<() => void>();
  #byPath = new Map<string, ResourceType>();
  #byKind = new Map<string, ResourceType>();
  #byStorage = new Map<string, ResourceType>();
  #types: ResourceType[] = [];

  constructor() {
    this.#index();
  }

  types(): ResourceType[] {
    return this.#types;
  }

  findType(
    group: string,
    version: string,
    plural: string,
  ): ResourceType | undefined {
    return this.#byPath.get(`${group}/${version}/${plural}`);
  }

  findKind(apiVersion: string, kind: string): ResourceType | undefined {
    return this.#byKind.get(`${apiVersion}/${kind}`);
  }

  /** The preferred type of the objects under a storage key. */
  ofStorage(key: string): ResourceType | undefined {
    return this.#byStorage.get(key);
  }

  /** True while this very type is served. */
  serves(type: ResourceType): boolean {
    return this.findType(type.group, type.version, type.plural) === type;
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Serves what an established CustomResourceDefinition defines. */
  define(definition: KubernetesObject): void {
    const { name } = definition.metadata;
    if (isSameJson(this.#definitions.get(name)?.spec, definition.spec)) return;
    const types = resourceTypesOf(parseDefinition(definition));
    this.#definitions.set(name, { spec: definition.spec, types });
    this.#index();
    this.#notify();
  }

  undefine(name: string): void {
    if (!this.#definitions.delete(name)) return;
    this.#index();
    this.#notify();
  }

  #index(): void {
    this.#types = [
      ...BUILT_IN_TYPES,
      ...[...this.#definitions.values()].flatMap(({ types }) => types),
    ];
    this.#byPath = new Map(
      this.#types.map(type => [
        `${type.group}/${type.version}/${type.plural}`,
        type,
      ]),
    );
    this.#byStorage = new Map(
      [...this.#types].reverse().map(type => [storageKey(type), type]),
    );
    this.#byKind = new Map(
      this.#types.map(type => [`${apiVersionOf(type)}/${type.kind}`, type]),
    );
  }

  #notify(): void {
    [...this.#listeners].forEach(listener => listener());
  }
}
