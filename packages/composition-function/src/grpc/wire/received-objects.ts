import { LRUCache } from 'lru-cache';
import { readStruct, type Json, type LeftOut } from './struct-codec';
import { WireReader } from './wire-reader';

/** An object of Kubernetes, as it is read from a message. */
export type ReceivedObject = { [field: string]: Json };

/** An object, and the bytes that it was read from. */
interface Received {
  object: ReceivedObject;
  bytes: Buffer;
}

/** The objects of the last call for a claim, by their names within the composition. */
interface LastCall {
  byName: Map<string, Received>;
  size: number;
}

/** Bytes that are remembered, some of the largest claims; with what was read of them it is four times as much. */
const MOST_BYTES = 16 * 1024 * 1024;

const ofClaims = new LRUCache<string, LastCall>({
  maxSize: MOST_BYTES,
  sizeCalculation: ({ size }) => size + 1,
});

/** Whose it is stands in it; that of another claim seldom has the same size. */
const claimsBySize = new LRUCache<number, Received>({
  maxSize: MOST_BYTES,
  sizeCalculation: ({ bytes }) => bytes.length + 1,
});

/**
 * Reads objects, or remembers them. Crossplane sends everything with each call, of which
 * next to nothing has changed since the last one. Nobody may change what this gives: the
 * next call gets the same.
 */
export interface ObjectSource {
  read(reader: WireReader, end: number, name: string): ReceivedObject;
}

/** What the function said of each part is most of a claim, and it does not read that. */
const UNREAD: LeftOut = new Map([['status', new Map([['parts', 'all']])]]);

/** The claims themselves. */
export const claims: ObjectSource = {
  read(reader, end) {
    const size = end - reader.position;
    const received = readAgain(reader, end, claimsBySize.get(size), UNREAD);
    claimsBySize.set(size, received);
    return received.object;
  },
};

/** The objects that a claim is composed of, but for Secrets, which are forgotten. */
export class ComposedObjects implements ObjectSource {
  readonly #claim: string;
  readonly #last: LastCall;

  constructor(claim: ReceivedObject) {
    this.#claim = nameOf(claim);
    this.#last = ofClaims.get(this.#claim) ?? { byName: new Map(), size: 0 };
  }

  read(reader: WireReader, end: number, name: string): ReceivedObject {
    const before = this.#last.byName.get(name);
    const received = readAgain(reader, end, before);
    if (received === before) return received.object;
    this.#forget(name);
    if (received.object.kind !== 'Secret') {
      this.#last.byName.set(name, received);
      this.#last.size += received.bytes.length;
    }
    return received.object;
  }

  /** Ends the call, which held objects of these names. */
  remember(names: { has(name: string): boolean }): void {
    for (const name of this.#last.byName.keys())
      if (!names.has(name)) this.#forget(name);
    // Another object, as the cache looks at the size of those only.
    ofClaims.set(this.#claim, { ...this.#last });
  }

  #forget(name: string): void {
    const { byName } = this.#last;
    this.#last.size -= byName.get(name)?.bytes.length ?? 0;
    byName.delete(name);
  }
}

function readAgain(
  reader: WireReader,
  end: number,
  before: Received | undefined,
  leftOut?: LeftOut,
): Received {
  const isSame = before && reader.isNext(before.bytes, end);
  // A copy: a part of a text keeps the whole text in memory, which is all of the message.
  const bytes = isSame ? before.bytes : Buffer.from(reader.rest(end));
  reader.position = end;
  return isSame
    ? before
    : {
        object: readStruct(new WireReader(bytes), bytes.length, leftOut),
        bytes,
      };
}

function nameOf({ metadata }: ReceivedObject): string {
  if (
    typeof metadata !== 'object' ||
    metadata === null ||
    Array.isArray(metadata)
  )
    return '';
  return `${metadata.namespace}/${metadata.name}`;
}
