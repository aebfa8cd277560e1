import { dequal } from 'dequal/lite';
import { LRUCache } from 'lru-cache';
import type { NamedClaim } from '../resources/planned-resource';
import type { ClaimStatus } from './status';

/** Parts of all statuses that are remembered: those of some of the largest claims. */
const MOST_PARTS = 20_000;

const known = new LRUCache<string, ClaimStatus>({
  maxSize: MOST_PARTS,
  sizeCalculation: ({ parts }) => parts.length + 1,
});

/**
 * The status that a claim had at its last call, if the new one says the same. What is
 * the very same is not written again, and a status tells thousands of parts.
 */
export function knownStatus(
  { metadata }: NamedClaim,
  status: ClaimStatus,
): ClaimStatus {
  const name = `${metadata.namespace}/${metadata.name}`;
  const former = known.get(name);
  if (former && dequal(former, status)) return former;
  known.set(name, status);
  return status;
}
