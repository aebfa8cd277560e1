/** Finds entries by any of the keys that a function takes from them. */
export class IndexBy<T> {
  readonly #entries = new Map<string, Set<T>>();

  constructor(private readonly keysOf: (entry: T) => Iterable<string>) {}

  add(entry: T): void {
    for (const key of this.keysOf(entry)) {
      const entries = this.#entries.get(key);
      if (entries) entries.add(entry);
      else this.#entries.set(key, new Set([entry]));
    }
  }

  delete(entry: T): void {
    for (const key of this.keysOf(entry)) {
      const entries = this.#entries.get(key);
      entries?.delete(entry);
      if (entries?.size === 0) this.#entries.delete(key);
    }
  }

  get(key: string): ReadonlySet<T> {
    return this.#entries.get(key) ?? new Set();
  }

  keys(): Iterable<string> {
    return this.#entries.keys();
  }
}
