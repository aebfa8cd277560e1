import type { Phase } from './status';

/** What only the author of a Cluster can put right; trying again is of no use. */
export class CnpgError extends Error {
  constructor(
    /** What `status.phase` shall say. */
    readonly phase: Phase,
    message: string,
  ) {
    super(message);
    this.name = 'CnpgError';
  }
}
