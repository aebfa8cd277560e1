const PLAIN = /^[A-Za-z0-9_./:=@%+,-]+$/;

/** One argument of a POSIX shell command, quoted where it has to be. */
export function shellQuote(argument: string): string {
  return PLAIN.test(argument)
    ? argument
    : `'${argument.replace(/'/g, `'\\''`)}'`;
}
