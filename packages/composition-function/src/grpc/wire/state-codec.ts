import type { Resource } from '@crossplane-org/function-sdk-typescript';
import { claims, ComposedObjects, type ObjectSource } from './received-objects';
import { writeObject } from './sent-objects';
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

/** A State of Crossplane. There are thousands of resources, for which a Map is faster. */
export interface State {
  composite?: Resource;
  resources: ReadonlyMap<string, Resource>;
}

/** Reads a State, which holds nearly all there is in a request. */
export function readState(reader: WireReader, end: number): State {
  let composite: Resource | undefined;
  let composed = new ComposedObjects({});
  const resources = new Map<string, Resource>();
  while (reader.position < end) {
    const tag = reader.uint32();
    if (tag === COMPOSITE) {
      // It comes before its resources, which are named alike in all claims.
      composite = readResource(reader, reader.end(), claims, '');
      composed = new ComposedObjects(composite.resource ?? {});
    } else if (tag === RESOURCES) readOne(reader, resources, composed);
    else reader.skip(tag);
  }
  composed.remember(resources);
  return { composite, resources };
}

function readOne(
  reader: WireReader,
  resources: Map<string, Resource>,
  objects: ObjectSource,
): void {
  const end = reader.end();
  let name = '';
  let resource: Resource | undefined;
  while (reader.position < end) {
    const tag = reader.uint32();
    if (tag === ENTRY_KEY) name = reader.string();
    else if (tag === ENTRY_VALUE)
      resource = readResource(reader, reader.end(), objects, name);
    else reader.skip(tag);
  }
  resources.set(name, resource ?? emptyResource());
}

function emptyResource(): Resource {
  return { resource: undefined, connectionDetails: {}, ready: 0 };
}

function readResource(
  reader: WireReader,
  end: number,
  objects: ObjectSource,
  name: string,
): Resource {
  const resource = emptyResource();
  while (reader.position < end) {
    const tag = reader.uint32();
    if (tag === RESOURCE)
      resource.resource = objects.read(reader, reader.end(), name);
    else if (tag === CONNECTION_DETAILS)
      readDetail(reader, resource.connectionDetails);
    else if (tag === READY) resource.ready = reader.uint32();
    else reader.skip(tag);
  }
  return resource;
}

function readDetail(reader: WireReader, details: Record<string, Buffer>): void {
  const end = reader.end();
  let key = '';
  let value = Buffer.alloc(0);
  while (reader.position < end) {
    const tag = reader.uint32();
    if (tag === ENTRY_KEY) key = reader.string();
    else if (tag === ENTRY_VALUE) value = reader.data();
    else reader.skip(tag);
  }
  details[key] = value;
}

/** Writes a State. */
export function writeState(
  writer: WireWriter,
  { composite, resources }: State,
): void {
  for (const [name, resource] of [...resources].reverse()) {
    const before = writer.length;
    writeResource(writer, resource, ENTRY_VALUE);
    writer.string(name);
    writer.uint32(ENTRY_KEY);
    writer.enclose(before, RESOURCES);
  }
  if (composite) writeResource(writer, composite, COMPOSITE);
}

function writeResource(
  writer: WireWriter,
  { resource, connectionDetails, ready }: Resource,
  tag: number,
): void {
  const before = writer.length;
  if (ready !== 0) {
    writer.uint32(ready);
    writer.uint32(READY);
  }
  writeDetails(writer, connectionDetails);
  if (resource) {
    const beforeObject = writer.length;
    writeObject(writer, resource);
    writer.enclose(beforeObject, RESOURCE);
  }
  writer.enclose(before, tag);
}

function writeDetails(
  writer: WireWriter,
  details: Record<string, Buffer>,
): void {
  for (const [key, value] of Object.entries(details).reverse()) {
    const before = writer.length;
    writer.data(value);
    writer.uint32(ENTRY_VALUE);
    writer.string(key);
    writer.uint32(ENTRY_KEY);
    writer.enclose(before, CONNECTION_DETAILS);
  }
}
