/**
 * Finds entries by any of the keys that a function takes from them. Most keys have
 * one entry only, which is then kept without a set around it: a set takes more
 * memory than most entries.
 */
export class IndexBy<T extends object> {
  readonly #entries = new Map<string, T | Set<T>>();

  constructor(private readonly keysOf: (entry: T) => Iterable<string>) {}

  add(entry: T): void {
    for (const key of this.keysOf(entry)) {
      const known = this.#entries.get(key);
      if (known === undefined) this.#entries.set(key, entry);
      else if (known instanceof Set) known.add(entry);
      else if (known !== entry) this.#entries.set(key, new Set([known, entry]));
    }
  }

  delete(entry: T): void {
    for (const key of this.keysOf(entry)) {
      const known = this.#entries.get(key);
      if (known === entry) this.#entries.delete(key);
      else if (known instanceof Set) {
        known.delete(entry);
        if (known.size === 0) this.#entries.delete(key);
      }
    }
  }

  get(key: string): Iterable<T> {
    const known = this.#entries.get(key);
    if (known === undefined) return [];
    return known instanceof Set ? known : [known];
  }

  /** Any one of the entries with a key. */
  first(key: string): T | undefined {
    const [entry] = this.get(key);
    return entry;
  }

  count(key: string): number {
    const known = this.#entries.get(key);
    if (known === undefined) return 0;
    return known instanceof Set ? known.size : 1;
  }

  keys(): Iterable<string> {
    return this.#entries.keys();
  }
}
