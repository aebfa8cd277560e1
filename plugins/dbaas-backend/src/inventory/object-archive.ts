import {
  groupOf,
  type KubernetesObject,
} from '@backstage-dbaas/plugin-dbaas-common';
import { LRUCache } from 'lru-cache';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { groupKindKey } from '../clusters/discovery';

/** Enough for what is looked at together, and little against all. */
const MOST_UNPACKED = 10_000;

/** Short texts need neither a large window nor the best compression; both cost time. */
const WINDOW = { windowBits: 14, chunkSize: 4_096 };
const COMPRESSION = { ...WINDOW, level: 1, memLevel: 5 };

/** A string of bytes takes less memory than a Buffer of so few. */
const ENCODING = 'latin1';

/** An object as text, compressed. */
export interface PackedObject {
  readonly packed: string;
  /** What it was compressed with. */
  readonly dictionary: Buffer;
}

/**
 * Keeps objects in little memory. A fleet has a hundred thousand of them and somebody
 * asks for a few at a time, so they are packed, and unpacked when they are asked for.
 * Objects of a kind are much alike: the first one is the dictionary for all others, of
 * which a tenth is left then.
 */
export class ObjectArchive {
  readonly #dictionaries = new Map<string, Buffer>();
  readonly #unpacked = new LRUCache<PackedObject, KubernetesObject>({
    max: MOST_UNPACKED,
  });

  pack(object: KubernetesObject): PackedObject {
    const text = Buffer.from(JSON.stringify(object));
    const dictionary = this.#dictionaryFor(object, text);
    const packed = deflateRawSync(text, { ...COMPRESSION, dictionary });
    return { packed: packed.toString(ENCODING), dictionary };
  }

  /** Nobody may change what this gives: others get the same. */
  unpack(packed: PackedObject): KubernetesObject {
    const known = this.#unpacked.get(packed);
    if (known) return known;
    const text = inflateRawSync(Buffer.from(packed.packed, ENCODING), {
      ...WINDOW,
      dictionary: packed.dictionary,
    });
    const object: KubernetesObject = JSON.parse(text.toString());
    this.#unpacked.set(packed, object);
    return object;
  }

  /** What was packed a moment ago will be asked for: by the indexes, then by who hears of it. */
  remember(packed: PackedObject, object: KubernetesObject): void {
    this.#unpacked.set(packed, object);
  }

  #dictionaryFor(object: KubernetesObject, text: Buffer): Buffer {
    const kind = groupKindKey({ group: groupOf(object), kind: object.kind });
    const known = this.#dictionaries.get(kind);
    if (known) return known;
    this.#dictionaries.set(kind, text);
    return text;
  }
}
