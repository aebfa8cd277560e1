import { writeStruct } from './struct-codec';
import type { WireWriter } from './wire-writer';

/** How objects are sent that have been sent before. */
const sent = new WeakMap<object, Buffer>();

/**
 * Writes an object of Kubernetes. When the very same is written again, it is written as
 * it was, so nobody may change it in between. Secrets are forgotten.
 */
export function writeObject(writer: WireWriter, object: object): void {
  const bytes = sent.get(object);
  if (bytes) {
    writer.raw(bytes);
    return;
  }
  const before = writer.length;
  writeStruct(writer, object);
  if ('kind' in object && object.kind !== 'Secret')
    sent.set(object, writer.last(writer.length - before));
}
