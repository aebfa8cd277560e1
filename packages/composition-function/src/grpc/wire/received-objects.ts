import { LRUCache } from 'lru-cache';
import {
  enterStruct,
  readStruct,
  textIn,
  type Json,
  type LeftOut,
} from './struct-codec';
import { WireReader } from './wire-reader';

/** An object of Kubernetes, as it is read from a message. */
export type ReceivedObject = { [field: string]: Json };

/** One version of an object, and what was read of it. */
interface Received extends ObjectVersion {
  object: ReceivedObject;
}

/** What tells one version of an object from all others. */
interface ObjectVersion {
  uid?: string;
  resourceVersion?: string;
  apiVersion?: string;
  /** In bytes. */
  size: number;
}

/** The objects of the last call for a claim, by their names within the composition. */
interface LastCall {
  byName: Map<string, Received>;
  size: number;
}

/** Bytes of messages of which the objects are remembered: some of the largest claims. */
const MOST_BYTES = 16 * 1024 * 1024;

const lastCalls = new LRUCache<string, LastCall>({
  maxSize: MOST_BYTES,
  sizeCalculation: ({ size }) => size + 1,
});

const lastClaims = new LRUCache<string, Received>({
  maxSize: MOST_BYTES,
  sizeCalculation: ({ size }) => size + 1,
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
    const version = versionOf(reader, end);
    const known = version.uid ? lastClaims.get(version.uid) : undefined;
    const received =
      known && isSame(known, version) ? known : readAnew(reader, end, UNREAD);
    reader.position = end;
    if (received.uid && isTold(received))
      lastClaims.set(received.uid, received);
    return received.object;
  },
};

/** The objects that a claim is composed of, but for Secrets, which are forgotten. */
export class ComposedObjects implements ObjectSource {
  readonly #claim: string;
  readonly #last: LastCall;

  constructor(claim: ReceivedObject) {
    this.#claim = nameOf(claim);
    this.#last = lastCalls.get(this.#claim) ?? { byName: new Map(), size: 0 };
  }

  read(reader: WireReader, end: number, name: string): ReceivedObject {
    const known = this.#last.byName.get(name);
    if (known && isSame(known, versionOf(reader, end))) {
      reader.position = end;
      return known.object;
    }
    this.#forget(name);
    if (textIn(reader, end, 'kind') === 'Secret')
      return readStruct(reader, end);
    const received = readAnew(reader, end);
    reader.position = end;
    if (isTold(received)) {
      this.#last.byName.set(Buffer.from(name).toString(), received);
      this.#last.size += received.size;
    }
    return received.object;
  }

  /** Ends the call, which held objects of these names. */
  remember(names: { has(name: string): boolean }): void {
    for (const name of this.#last.byName.keys())
      if (!names.has(name)) this.#forget(name);
    // Another object, as the cache looks at the size of those only.
    lastCalls.set(this.#claim, { ...this.#last });
  }

  #forget(name: string): void {
    const { byName } = this.#last;
    this.#last.size -= byName.get(name)?.size ?? 0;
    byName.delete(name);
  }
}

/**
 * Kubernetes changes the resource version with every change of an object. Its bytes would
 * tell nothing: Crossplane writes fields in another order each time.
 */
function versionOf(reader: WireReader, end: number): ObjectVersion {
  const start = reader.position;
  const apiVersion = textIn(reader, end, 'apiVersion');
  const metadataEnd = enterStruct(reader, end, 'metadata');
  const inMetadata = (field: string) =>
    metadataEnd === undefined ? undefined : textIn(reader, metadataEnd, field);
  const uid = inMetadata('uid');
  const resourceVersion = inMetadata('resourceVersion');
  reader.position = start;
  return { uid, resourceVersion, apiVersion, size: end - start };
}

/** Objects without these are in files only, where anything may change them. */
const isTold = ({ uid, resourceVersion }: ObjectVersion) =>
  uid !== undefined && resourceVersion !== undefined;

function isSame(one: ObjectVersion, other: ObjectVersion): boolean {
  return (
    one.resourceVersion === other.resourceVersion &&
    one.uid === other.uid &&
    one.apiVersion === other.apiVersion &&
    one.size === other.size
  );
}

/** Reads a copy: a part of a text keeps the whole text in memory, here the message. */
function readAnew(
  reader: WireReader,
  end: number,
  leftOut?: LeftOut,
): Received {
  const bytes = Buffer.from(reader.rest(end));
  const copy = new WireReader(bytes);
  const object = readStruct(copy, bytes.length, leftOut);
  const { uid, resourceVersion } = fieldsOf(object.metadata);
  const textOf = (value: Json | undefined) =>
    typeof value === 'string' ? value : undefined;
  return {
    object,
    uid: textOf(uid),
    resourceVersion: textOf(resourceVersion),
    apiVersion: textOf(object.apiVersion),
    size: bytes.length,
  };
}

function nameOf({ metadata }: ReceivedObject): string {
  const { namespace, name } = fieldsOf(metadata);
  return `${namespace}/${name}`;
}

function fieldsOf(value: Json | undefined): { [field: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? value
    : {};
}
