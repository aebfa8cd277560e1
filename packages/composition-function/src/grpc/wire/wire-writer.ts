const ASCII_END = 0x80;

/** Up to here a loop is faster than a call into Node. */
const SHORT_TEXT = 64;

/**
 * Writes messages of Protocol Buffers from their end to their start: the length of what
 * is within a message is then known when it has to be written before it.
 */
export class WireWriter {
  #bytes: Buffer;
  #start: number;

  /** @param expectedSize - in bytes; it may become more */
  constructor(expectedSize: number) {
    this.#bytes = Buffer.allocUnsafe(expectedSize);
    this.#start = expectedSize;
  }

  /** How much has been written. */
  get length(): number {
    return this.#bytes.length - this.#start;
  }

  /** A copy of what was written last. */
  last(size: number): Buffer {
    return Buffer.from(this.#bytes.subarray(this.#start, this.#start + size));
  }

  finish(): Buffer {
    return this.#bytes.subarray(this.#start);
  }

  /** A tag, a length or another number that is not negative. */
  uint32(value: number): void {
    this.#makeRoom(5);
    let size = 1;
    for (let rest = value >>> 7; rest > 0; rest >>>= 7) size += 1;
    this.#start -= size;
    let position = this.#start;
    let rest = value;
    while (rest >= ASCII_END) {
      this.#bytes[position] = (rest & 0x7f) | ASCII_END;
      position += 1;
      rest >>>= 7;
    }
    this.#bytes[position] = rest;
  }

  double(value: number): void {
    this.#makeRoom(8);
    this.#start -= 8;
    this.#bytes.writeDoubleLE(value, this.#start);
  }

  /** A text with its length before it. */
  string(text: string): void {
    const before = this.length;
    if (text.length > SHORT_TEXT || !this.#ascii(text)) this.#utf8(text);
    this.uint32(this.length - before);
  }

  /** Bytes with their length before them. */
  data(bytes: Uint8Array): void {
    this.raw(bytes);
    this.uint32(bytes.length);
  }

  raw(bytes: Uint8Array): void {
    this.#makeRoom(bytes.length);
    this.#start -= bytes.length;
    this.#bytes.set(bytes, this.#start);
  }

  /** Makes what was written since a length a message in a field. */
  enclose(before: number, tag: number): void {
    this.uint32(this.length - before);
    this.uint32(tag);
  }

  /** Most texts are short and plain. */
  #ascii(text: string): boolean {
    this.#makeRoom(text.length);
    const start = this.#start - text.length;
    for (let i = 0; i < text.length; i += 1) {
      const code = text.charCodeAt(i);
      if (code >= ASCII_END) return false;
      this.#bytes[start + i] = code;
    }
    this.#start = start;
    return true;
  }

  #utf8(text: string): void {
    const size = Buffer.byteLength(text);
    this.#makeRoom(size);
    this.#start -= size;
    this.#bytes.write(text, this.#start, size, 'utf8');
  }

  #makeRoom(size: number): void {
    if (this.#start >= size) return;
    const { length } = this;
    const larger = Buffer.allocUnsafe((length + size) * 2);
    const start = larger.length - length;
    this.#bytes.copy(larger, start, this.#start);
    this.#bytes = larger;
    this.#start = start;
  }
}
