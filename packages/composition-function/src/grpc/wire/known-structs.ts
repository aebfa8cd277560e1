import { LRUCache } from 'lru-cache';
import { readStruct, type Json } from './struct-codec';
import type { WireReader } from './wire-reader';

type Struct = { [field: string]: Json };

/** Characters of the messages that are remembered: a few of the largest claims. */
const MOST_TEXT = 32 * 1024 * 1024;

const known = new LRUCache<string, Struct>({
  maxSize: MOST_TEXT,
  sizeCalculation: (_struct, text) => text.length + 1,
});

/**
 * Reads an object of Kubernetes, or remembers it. Crossplane sends everything with each
 * call, of which next to nothing has changed since the last one. Nobody may change what
 * this gives: the next call gets the same. Secrets are not remembered.
 */
export function readKnownStruct(reader: WireReader, end: number): Struct {
  const text = reader.rest(end);
  const remembered = known.get(text);
  if (remembered) {
    reader.position = end;
    return remembered;
  }
  const struct = readStruct(reader, end);
  if (struct.kind !== 'Secret') known.set(copyOf(text), struct);
  return struct;
}

/** A part of a text keeps the whole text in memory, which is the whole message. */
function copyOf(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}
