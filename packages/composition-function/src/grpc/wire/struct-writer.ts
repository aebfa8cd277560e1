import type { WireWriter } from './wire-writer';

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

/** Writes a `google.protobuf.Struct`. What is undefined is left out, as in JSON. */
export function writeStruct(writer: WireWriter, struct: object): void {
  for (const [key, value] of Object.entries(struct).reverse()) {
    if (value !== undefined) writeEntry(writer, key, value);
  }
}

function writeEntry(writer: WireWriter, key: string, value: unknown): void {
  const before = writer.length;
  writeValueMessage(writer, ENTRY_VALUE, value);
  writer.string(key);
  writer.uint32(KEY);
  writer.uint32(writer.length - before);
  writer.uint32(MAP_ENTRY);
}

function writeValueMessage(
  writer: WireWriter,
  tag: number,
  value: unknown,
): void {
  const before = writer.length;
  writeValue(writer, value);
  writer.uint32(writer.length - before);
  writer.uint32(tag);
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
  writer.uint32(writer.length - before);
  writer.uint32(Array.isArray(value) ? LIST : STRUCT);
}

function writeList(writer: WireWriter, list: readonly unknown[]): void {
  for (let i = list.length - 1; i >= 0; i -= 1)
    writeValueMessage(writer, LIST_ITEM, list[i]);
}
