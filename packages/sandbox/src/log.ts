import pc from 'picocolors';

const PART_COLOURS = [pc.cyan, pc.magenta, pc.green, pc.yellow, pc.blue];

/** Writes one line per event, in the colour of its part. */
export interface Log {
  info(message: string): void;
  warn(message: string): void;
  /** Only shown with `--verbose`. */
  debug(message: string): void;
  /** A log for a part of this part. */
  child(part: string): Log;
}

export interface LogOptions {
  verbose: boolean;
  write: (line: string) => void;
}

/** A log whose lines start with the time and the name of the part. */
export function createLog(part: string, options: LogOptions): Log {
  const colour = PART_COLOURS[checksum(part) % PART_COLOURS.length];
  const label = colour(part.padEnd(18));
  const line = (message: string) =>
    options.write(
      `${pc.dim(new Date().toISOString().slice(11, 23))} ${label} ${message}`,
    );
  return {
    info: line,
    warn: message => line(pc.yellow(message)),
    debug: message => {
      if (options.verbose) line(pc.dim(message));
    },
    child: name => createLog(name, options),
  };
}

/** A log for tests and tools that want none. */
export const silentLog: Log = {
  info: () => {},
  warn: () => {},
  debug: () => {},
  child: () => silentLog,
};

function checksum(text: string): number {
  return [...text].reduce(
    (sum, char) => (sum * 31 + char.charCodeAt(0)) % 9973,
    7,
  );
}
