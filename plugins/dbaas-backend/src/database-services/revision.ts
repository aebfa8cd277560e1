import type { DatabaseService } from '@backstage-dbaas/plugin-dbaas-common';
import { createHash } from 'node:crypto';

/** Changes whenever anything in the answer changed but its age. */
export function revisionOf(service: Omit<DatabaseService, 'revision'>): string {
  const { freshness, ...rest } = service;
  const { observedAt: _age, ...known } = freshness;
  return createHash('sha256')
    .update(JSON.stringify([rest, known]))
    .digest('base64url')
    .slice(0, 16);
}
