import type { WireReader } from './wire-reader';
import type { WireWriter } from './wire-writer';

/** A value as JSON has it. */
export type Json =
  | null
  | boolean
  | number
  | string
  | Json[]
  | { [field: string]: Json };

/** Fields of the messages Struct, Value and ListValue, with their types. */
const MAP_ENTRY = 10;
const KEY = 10;
const ENTRY_VALUE = 18;
const LIST_ITEM = 10;
const NULL = 8;
const NUMBER = 17;
const STRING = 26;
const BOOLEAN = 32;
const STRUCT = 42;
const LIST = 50;

/** Objects of Kubernetes are far from it, and so is the stack. */
const DEEPEST = 200;

/** Fields that are not read: all of a field, or some of what stands in it. */
export type LeftOut = ReadonlyMap<string, 'all' | ReadonlyMap<string, 'all'>>;

const NOTHING: LeftOut = new Map();

/** The text that a field of a Struct holds, without reading the others. The reader stays. */
export function textIn(
  reader: WireReader,
  end: number,
  field: string,
): string | undefined {
  const start = reader.position;
  const found = enterField(reader, end, field, STRING);
  const text = found === undefined ? undefined : reader.string();
  reader.position = start;
  return text;
}

/** Goes into the Struct that a field of a Struct holds. Where it ends, if it is there. */
export function enterStruct(
  reader: WireReader,
  end: number,
  field: string,
): number | undefined {
  const found = enterField(reader, end, field, STRUCT);
  return found === undefined ? undefined : reader.end();
}

/** Goes to the value of a field of that type. Where its entry ends, if it is there. */
function enterField(
  reader: WireReader,
  end: number,
  field: string,
  type: number,
): number | undefined {
  while (reader.position < end) {
    const tag = reader.uint32();
    if (tag !== MAP_ENTRY) {
      reader.skip(tag);
      continue;
    }
    const entryEnd = reader.end();
    const isField = reader.uint32() === KEY && reader.isText(field);
    if (isField && reader.uint32() === ENTRY_VALUE) {
      reader.end();
      return reader.uint32() === type ? entryEnd : undefined;
    }
    reader.position = entryEnd;
  }
  return undefined;
}

/** Reads a `google.protobuf.Struct`, without an object in between for every value. */
export function readStruct(
  reader: WireReader,
  end: number,
  leftOut: LeftOut = NOTHING,
  depth = 0,
): { [field: string]: Json } {
  if (depth > DEEPEST) throw new Error('The message is nested too deep.');
  const struct: { [field: string]: Json } = {};
  while (reader.position < end) {
    const tag = reader.uint32();
    if (tag === MAP_ENTRY)
      readEntry(reader, reader.end(), struct, leftOut, depth);
    else reader.skip(tag);
  }
  return struct;
}

function readEntry(
  reader: WireReader,
  end: number,
  struct: { [field: string]: Json },
  leftOut: LeftOut,
  depth: number,
): void {
  let key = '';
  let value: Json = null;
  let inside: LeftOut | 'all' = NOTHING;
  while (reader.position < end) {
    const tag = reader.uint32();
    if (tag === KEY) {
      key = reader.fieldName();
      inside = leftOut.get(key) ?? NOTHING;
      if (inside === 'all') {
        reader.position = end;
        return;
      }
    } else if (tag === ENTRY_VALUE)
      value = readValue(reader, reader.end(), inside, depth);
    else reader.skip(tag);
  }
  // An assignment to this one would change what the object inherits.
  if (key === '__proto__') {
    const plain = { configurable: true, enumerable: true, writable: true };
    Object.defineProperty(struct, key, { ...plain, value });
  } else struct[key] = value;
}

function readValue(
  reader: WireReader,
  end: number,
  leftOut: LeftOut,
  depth: number,
): Json {
  let value: Json = null;
  while (reader.position < end) {
    const tag = reader.uint32();
    switch (tag) {
      case STRING:
        value = reader.string();
        break;
      case STRUCT:
        value = readStruct(reader, reader.end(), leftOut, depth + 1);
        break;
      case LIST:
        value = readList(reader, reader.end(), depth + 1);
        break;
      case NUMBER:
        value = reader.double();
        break;
      case BOOLEAN:
        value = reader.uint32() !== 0;
        break;
      case NULL:
        reader.uint32();
        value = null;
        break;
      default:
        reader.skip(tag);
    }
  }
  return value;
}

function readList(reader: WireReader, end: number, depth: number): Json[] {
  const list: Json[] = [];
  while (reader.position < end) {
    const tag = reader.uint32();
    if (tag === LIST_ITEM)
      list.push(readValue(reader, reader.end(), NOTHING, depth));
    else reader.skip(tag);
  }
  return list;
}

/** Writes a `google.protobuf.Struct`. What is undefined is left out, as in JSON. */
export function writeStruct(writer: WireWriter, struct: object): void {
  const fields = Object.entries(struct);
  for (let i = fields.length - 1; i >= 0; i -= 1) {
    const [key, value] = fields[i];
    if (value !== undefined) writeEntry(writer, key, value);
  }
}

function writeEntry(writer: WireWriter, key: string, value: unknown): void {
  const before = writer.length;
  writeValueMessage(writer, ENTRY_VALUE, value);
  writer.string(key);
  writer.uint32(KEY);
  writer.enclose(before, MAP_ENTRY);
}

function writeValueMessage(
  writer: WireWriter,
  tag: number,
  value: unknown,
): void {
  const before = writer.length;
  writeValue(writer, value);
  writer.enclose(before, tag);
}

function writeValue(writer: WireWriter, value: unknown): void {
  switch (typeof value) {
    case 'string':
      writer.string(value);
      writer.uint32(STRING);
      break;
    case 'number':
      writer.double(value);
      writer.uint32(NUMBER);
      break;
    case 'boolean':
      writer.uint32(value ? 1 : 0);
      writer.uint32(BOOLEAN);
      break;
    case 'object':
      writeObject(writer, value);
      break;
    case 'undefined':
      writeObject(writer, null);
      break;
    default:
      throw new Error(`An object of Kubernetes cannot hold a ${typeof value}.`);
  }
}

function writeObject(writer: WireWriter, value: object | null): void {
  if (value === null) {
    writer.uint32(0);
    writer.uint32(NULL);
    return;
  }
  const before = writer.length;
  if (Array.isArray(value)) writeList(writer, value);
  else writeStruct(writer, value);
  writer.enclose(before, Array.isArray(value) ? LIST : STRUCT);
}

function writeList(writer: WireWriter, list: readonly unknown[]): void {
  for (let i = list.length - 1; i >= 0; i -= 1)
    writeValueMessage(writer, LIST_ITEM, list[i]);
}
