/** How a field is encoded (Protocol Buffers, wire types). */
const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

const ASCII_END = 0x80;

/** Up to here a loop is faster than a call into Node. */
const SHORT_TEXT = 64;

/** A name takes the place of another one with the same remainder. */
const FIELD_NAMES = 4096;
const fieldNames: (string | undefined)[] = new Array(FIELD_NAMES).fill(
  undefined,
);

/** Only then its characters are its bytes. */
function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i += 1)
    if (text.charCodeAt(i) >= ASCII_END) return false;
  return true;
}

/**
 * Reads the parts that messages of Protocol Buffers are made of. A message within the
 * message is read by the same reader up to where it ends, as `end()` tells.
 */
export class WireReader {
  position = 0;
  /** The bytes as characters: a part of a text is made much faster than one of bytes. */
  private readonly text: string;

  constructor(private readonly bytes: Buffer) {
    this.text = bytes.toString('latin1');
  }

  get length(): number {
    return this.bytes.length;
  }

  /** A tag, a length or a small number. */
  uint32(): number {
    const first = this.bytes[this.position];
    if (first < ASCII_END) {
      this.position += 1;
      return first;
    }
    return this.longNumber();
  }

  double(): number {
    this.advance(8);
    return this.bytes.readDoubleLE(this.position - 8);
  }

  string(): string {
    const end = this.end();
    const start = this.position;
    this.position = end;
    return end - start <= SHORT_TEXT && this.isAscii(start, end)
      ? this.text.slice(start, end)
      : this.bytes.toString('utf8', start, end);
  }

  /** A text that names a field. There are few of them, so each is made once. */
  fieldName(): string {
    const start = this.position;
    const end = this.end();
    const slot = this.hash(end) % FIELD_NAMES;
    const known = fieldNames[slot];
    if (known !== undefined && this.#isSame(known, end)) {
      this.position = end;
      return known;
    }
    this.position = start;
    const name = this.string();
    if (isAscii(name)) fieldNames[slot] = name;
    return name;
  }

  /** Whether this text comes next; it is passed then. */
  isText(text: string): boolean {
    const start = this.position;
    const end = this.end();
    if (!this.#isSame(text, end)) {
      this.position = start;
      return false;
    }
    this.position = end;
    return true;
  }

  data(): Buffer {
    const end = this.end();
    const start = this.position;
    this.position = end;
    return this.bytes.subarray(start, end);
  }

  /** The bytes from here to an end. */
  rest(end: number): Buffer {
    return this.bytes.subarray(this.position, end);
  }

  /** Where the thing ends whose length stands at the position. */
  end(): number {
    const length = this.uint32();
    const end = this.position + length;
    if (end > this.bytes.length) throw cutOff();
    return end;
  }

  /** Steps over the value of a field. */
  skip(tag: number): void {
    switch (tag & 7) {
      case VARINT:
        this.uint32();
        break;
      case FIXED64:
        this.advance(8);
        break;
      case BYTES:
        this.position = this.end();
        break;
      case FIXED32:
        this.advance(4);
        break;
      default:
        throw new Error(`The message holds a field of unknown type (${tag}).`);
    }
  }

  private isAscii(start: number, end: number): boolean {
    for (let i = start; i < end; i += 1)
      if (this.bytes[i] >= ASCII_END) return false;
    return true;
  }

  private hash(end: number): number {
    let hash = end - this.position;
    for (let i = this.position; i < end; i += 1)
      hash = (Math.imul(hash, 31) + this.bytes[i]) >>> 0;
    return hash;
  }

  #isSame(text: string, end: number): boolean {
    if (text.length !== end - this.position) return false;
    for (let i = 0; i < text.length; i += 1)
      if (text.charCodeAt(i) !== this.bytes[this.position + i]) return false;
    return true;
  }

  /** The upper bytes of a long number say nothing more here, such as those of `-1`. */
  private longNumber(): number {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      this.advance(1);
      const byte = this.bytes[this.position - 1];
      if (shift < 32) value |= (byte & 0x7f) << shift;
      if (byte < ASCII_END) return value >>> 0;
    }
    throw new Error('The message holds a number that does not end.');
  }

  private advance(count: number): void {
    this.position += count;
    if (this.position > this.bytes.length) throw cutOff();
  }
}

function cutOff(): Error {
  return new Error('The message ends in the middle of a field.');
}
