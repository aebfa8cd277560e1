import type { Resource, State } from '@crossplane-org/function-sdk-typescript';
import { readKnownStruct } from './known-structs';
import { writeStruct } from './struct-codec';
import type { WireReader } from './wire-reader';
import type { WireWriter } from './wire-writer';

/** Fields of the messages State and Resource, with their types. */
const COMPOSITE = 10;
const RESOURCES = 18;
const ENTRY_KEY = 10;
const ENTRY_VALUE = 18;
const RESOURCE = 10;
const CONNECTION_DETAILS = 18;
const READY = 24;

/** Reads a State of Crossplane, which holds nearly all there is in a request. */
export function readState(reader: WireReader, end: number): State {
  const state: State = { composite: undefined, resources: {} };
  while (reader.position < end) {
    const tag = reader.uint32();
    if (tag === COMPOSITE) state.composite = readResource(reader, reader.end());
    else if (tag === RESOURCES)
      readEntry(reader, state.resources, emptyResource(), () =>
        readResource(reader, reader.end()),
      );
    else reader.skip(tag);
  }
  return state;
}

function emptyResource(): Resource {
  return { resource: undefined, connectionDetails: {}, ready: 0 };
}

function readResource(reader: WireReader, end: number): Resource {
  const resource = emptyResource();
  while (reader.position < end) {
    const tag = reader.uint32();
    if (tag === RESOURCE)
      resource.resource = readKnownStruct(reader, reader.end());
    else if (tag === CONNECTION_DETAILS)
      readEntry(reader, resource.connectionDetails, Buffer.alloc(0), () =>
        reader.data(),
      );
    else if (tag === READY) resource.ready = reader.uint32();
    else reader.skip(tag);
  }
  return resource;
}

/** An entry of a map. A value that is empty may be left out. */
function readEntry<T>(
  reader: WireReader,
  entries: Record<string, T>,
  missing: T,
  readOne: () => T,
): void {
  const end = reader.end();
  let key = '';
  let value = missing;
  while (reader.position < end) {
    const tag = reader.uint32();
    if (tag === ENTRY_KEY) key = reader.string();
    else if (tag === ENTRY_VALUE) value = readOne();
    else reader.skip(tag);
  }
  entries[key] = value;
}

/** Writes a State of Crossplane. */
export function writeState(
  writer: WireWriter,
  { composite, resources }: State,
): void {
  for (const [name, resource] of Object.entries(resources).reverse()) {
    writer.message(RESOURCES, () => {
      writer.message(ENTRY_VALUE, () => writeResource(writer, resource));
      writer.string(name);
      writer.uint32(ENTRY_KEY);
    });
  }
  if (composite)
    writer.message(COMPOSITE, () => writeResource(writer, composite));
}

function writeResource(
  writer: WireWriter,
  { resource, connectionDetails, ready }: Resource,
): void {
  if (ready !== 0) {
    writer.uint32(ready);
    writer.uint32(READY);
  }
  for (const [key, value] of Object.entries(connectionDetails).reverse()) {
    writer.message(CONNECTION_DETAILS, () => {
      writer.data(value);
      writer.uint32(ENTRY_VALUE);
      writer.string(key);
      writer.uint32(ENTRY_KEY);
    });
  }
  if (resource) writer.message(RESOURCE, () => writeStruct(writer, resource));
}
