import {
  isObject,
  type JsonObject,
  type JsonSchema,
} from '../schema/json-schema';

/**
 * One step of a path in the notation of `fieldsV1`: `f:<field>`, `k:<keys of a
 * list item>` or `v:<value in a set>`.
 */
export type PathElement = string;
export type FieldPath = readonly PathElement[];

const SEPARATOR = '\u0000';

/** A set of paths in an object, as `managedFields` keep them. */
export class FieldSet {
  readonly #paths: ReadonlySet<string>;

  private constructor(paths: ReadonlySet<string>) {
    this.#paths = paths;
  }

  static readonly empty = new FieldSet(new Set());

  static of(paths: Iterable<FieldPath>): FieldSet {
    return new FieldSet(new Set([...paths].map(path => path.join(SEPARATOR))));
  }

  /** Reads the tree form. A node is a member when it is a leaf or has a `.`. */
  static parse(fieldsV1: unknown): FieldSet {
    const paths: FieldPath[] = [];
    const visit = (node: unknown, path: FieldPath) => {
      if (!isObject(node)) return;
      const keys = Object.keys(node);
      if (path.length > 0 && (keys.length === 0 || keys.includes('.')))
        paths.push(path);
      keys
        .filter(key => key !== '.')
        .forEach(key => visit(node[key], [...path, key]));
    };
    visit(fieldsV1, []);
    return FieldSet.of(paths);
  }

  get isEmpty(): boolean {
    return this.#paths.size === 0;
  }

  paths(): FieldPath[] {
    return [...this.#paths].map(path => path.split(SEPARATOR));
  }

  has(path: FieldPath): boolean {
    return this.#paths.has(path.join(SEPARATOR));
  }

  /** True when the path or something below it is a member. */
  covers(path: FieldPath): boolean {
    const prefix = path.join(SEPARATOR);
    if (this.#paths.has(prefix)) return true;
    for (const member of this.#paths)
      if (member.startsWith(prefix + SEPARATOR)) return true;
    return false;
  }

  union(other: FieldSet): FieldSet {
    return new FieldSet(new Set([...this.#paths, ...other.#paths]));
  }

  intersection(other: FieldSet): FieldSet {
    return this.#filter(path => other.#paths.has(path));
  }

  difference(other: FieldSet): FieldSet {
    return this.#filter(path => !other.#paths.has(path));
  }

  equals(other: FieldSet): boolean {
    return (
      this.#paths.size === other.#paths.size && this.difference(other).isEmpty
    );
  }

  /** The tree form, `fieldsV1`. */
  toFieldsV1(): JsonObject {
    const root: JsonObject = {};
    for (const path of this.paths().sort(byPath)) {
      let node = root;
      for (const [index, element] of path.entries()) {
        const existing = node[element];
        const child: JsonObject = isObject(existing) ? existing : {};
        const isLast = index === path.length - 1;
        // A member that gets children says with a dot that it is one itself.
        if (!isLast && isObject(existing) && Object.keys(existing).length === 0)
          child['.'] = {};
        node[element] = child;
        node = child;
      }
    }
    return root;
  }

  #filter(keep: (path: string) => boolean): FieldSet {
    return new FieldSet(new Set([...this.#paths].filter(keep)));
  }
}

function byPath(left: FieldPath, right: FieldPath): number {
  const a = left.join(SEPARATOR);
  const b = right.join(SEPARATOR);
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** The way a list is merged. Lists are atomic unless their schema says otherwise. */
export function listType(
  schema: JsonSchema | undefined,
): 'atomic' | 'set' | 'map' {
  return schema?.['x-kubernetes-list-type'] ?? 'atomic';
}

/** The schema of a field of an object, and whether it is a declared field. */
export function fieldSchema(
  schema: JsonSchema | undefined,
  key: string,
): { schema: JsonSchema | undefined; declared: boolean } {
  const property = schema?.properties?.[key];
  if (property) return { schema: property, declared: true };
  const values = schema?.additionalProperties;
  return {
    schema: typeof values === 'object' ? values : undefined,
    declared: false,
  };
}

/** Names an item of a list that is merged by key or as a set. */
export function itemElement(
  item: unknown,
  schema: JsonSchema | undefined,
): PathElement {
  if (listType(schema) === 'map' && isObject(item)) {
    const keys = [...(schema?.['x-kubernetes-list-map-keys'] ?? [])].sort();
    const entries = keys
      .map((key): [string, unknown] => [
        key,
        item[key] ?? schema?.items?.properties?.[key]?.default,
      ])
      .filter(([, value]) => value !== undefined);
    return `k:${JSON.stringify(Object.fromEntries(entries))}`;
  }
  return `v:${JSON.stringify(item)}`;
}

/** All fields of an object that a manager who wrote it owns (structured-merge-diff, ToFieldSet). */
export function fieldSetOf(
  object: unknown,
  schema: JsonSchema | undefined,
): FieldSet {
  const paths: FieldPath[] = [];
  collect(object, schema, [], paths);
  return FieldSet.of(paths);
}

function collect(
  value: unknown,
  schema: JsonSchema | undefined,
  path: FieldPath,
  paths: FieldPath[],
): void {
  if (isObject(value) && schema?.['x-kubernetes-map-type'] !== 'atomic') {
    for (const [key, entry] of Object.entries(value)) {
      const field = fieldSchema(schema, key);
      const child = [...path, `f:${key}`];
      collect(entry, field.schema, child, paths);
      if (
        !field.declared ||
        (isObject(entry) && Object.keys(entry).length === 0)
      )
        paths.push(child);
    }
  } else if (Array.isArray(value) && listType(schema) !== 'atomic') {
    for (const item of value) {
      const child = [...path, itemElement(item, schema)];
      collect(item, schema?.items, child, paths);
      paths.push(child);
    }
  } else if (value !== undefined) {
    paths.push(path);
  }
}
