import type { Assessment } from '@backstage-dbaas/plugin-dbaas-common';
import type { KnownService } from '../database-services/known-services';
import { StateChanges } from './state-changes';

const ref = { cluster: 'platform', namespace: 'team', name: 'db' };
const MINUTE_MS = 60_000;

describe('StateChanges', () => {
  let now = Date.UTC(2026, 10, 25, 12);
  const changes = new StateChanges(() => now);
  const known = (availability: Assessment['availability']): KnownService => ({
    exists: true,
    revision: '',
    schemas: [],
    resource: { ref, entityRefs: [], owners: [] },
    summary: {
      ref,
      entityRefs: [],
      facts: { databases: [], users: [] },
      freshness: { observedAt: '', stale: false, unreadable: [] },
      assessment: {
        state: 'healthy',
        availability,
        convergence: 'converged',
        headline: '',
        layers: [],
        findings: [],
      },
    },
  });
  const note = (
    before: Assessment['availability'],
    after: Assessment['availability'],
  ) => changes.note({ ref, before: known(before), after: known(after) });

  it('remember when a service began or stopped to work', () => {
    note('available', 'unavailable');
    now += MINUTE_MS;
    note('unavailable', 'unavailable');
    note('unavailable', 'unknown');
    note('unknown', 'available');
    note('unavailable', 'available');
    expect(changes.of(ref)).toEqual([
      '2026-11-25T12:00:00.000Z',
      '2026-11-25T12:01:00.000Z',
    ]);
  });

  it('forget after an hour, and with the service', () => {
    now += 59 * MINUTE_MS + 1;
    expect(changes.of(ref)).toEqual(['2026-11-25T12:01:00.000Z']);
    changes.note({ ref, before: known('available') });
    expect(changes.of(ref)).toEqual([]);
  });
});
