const QUANTITY =
  /^([+-]?)(\d*)(?:\.(\d*))?(?:([eE])([+-]?\d+)|([KMGTPE]i)|([numkMGTPE]))?$/;
/** Quantities count in billionths, the finest unit that they have. */
const NANO = 9;
const DECIMAL: Record<string, number> = {
  n: -9,
  u: -6,
  m: -3,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const BINARY = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

/** An amount such as `500m` or `2Gi` (apimachinery, resource.Quantity). */
export class Quantity {
  readonly nanos: bigint;

  constructor(nanos: bigint) {
    this.nanos = nanos;
  }

  /** The amount, or undefined when the text is none. */
  static parse(text: string): Quantity | undefined {
    const match = QUANTITY.exec(text);
    if (!match) return undefined;
    const [, sign, whole, fraction = '', , exponent, binary, decimal] = match;
    if (whole === '' && fraction === '') return undefined;
    const power =
      Number(exponent ?? DECIMAL[decimal ?? ''] ?? 0) + NANO - fraction.length;
    const digits =
      BigInt(`${whole}${fraction}`) *
      1024n ** BigInt(binary ? BINARY.indexOf(binary) + 1 : 0);
    const nanos =
      power >= 0
        ? digits * 10n ** BigInt(power)
        : roundUp(digits, 10n ** BigInt(-power));
    return new Quantity(sign === '-' ? -nanos : nanos);
  }

  static ofInteger(value: bigint): Quantity {
    return new Quantity(value * 10n ** BigInt(NANO));
  }

  get isInteger(): boolean {
    return this.nanos % 10n ** BigInt(NANO) === 0n;
  }

  get integer(): bigint {
    return this.nanos / 10n ** BigInt(NANO);
  }

  compareTo(other: Quantity): bigint {
    if (this.nanos === other.nanos) return 0n;
    return this.nanos < other.nanos ? -1n : 1n;
  }
}

function roundUp(value: bigint, divisor: bigint): bigint {
  return (value + divisor - 1n) / divisor;
}
