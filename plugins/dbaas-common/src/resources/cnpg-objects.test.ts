import { backup, scheduledBackup } from '../fixtures/backups';
import { kubernetesObject } from '../fixtures/objects';
import { readerCases } from '../fixtures/reader-cases';

describe('what belongs to a Cluster of CloudNativePG', () => {
  const cnpg = (kind: string, status?: object, age = 60) =>
    kubernetesObject('postgresql.cnpg.io/v1', kind, 'orders', { age, status });

  it.each(
    readerCases([
      [
        'a Database that is applied; it has no conditions',
        cnpg('Database', { applied: true, observedGeneration: 1 }),
        { state: 'healthy' },
      ],
      [
        'a Database that cannot be applied',
        cnpg('Database', {
          applied: false,
          observedGeneration: 1,
          message: 'role "orders" does not exist',
        }),
        {
          state: 'failed',
          code: 'databases.not-applied',
          details: 'role "orders" does not exist',
        },
      ],
      [
        'a Database that failed for an earlier request',
        {
          ...cnpg('Database', { applied: false, observedGeneration: 1 }),
          metadata: {
            ...cnpg('Database').metadata,
            generation: 2,
            managedFields: [{ time: '2026-11-20T11:59:00Z' }],
          },
        },
        { state: 'progressing', stale: true },
      ],
      [
        'a Database that nobody has looked at yet',
        cnpg('Database', undefined, 1),
        { state: 'progressing' },
      ],
      [
        'an active Pooler',
        cnpg('Pooler', { phase: 'active' }),
        { state: 'healthy' },
      ],
      [
        'a paused Pooler',
        cnpg('Pooler', { phase: 'paused' }),
        { state: 'paused' },
      ],
      [
        'a failed Pooler',
        cnpg('Pooler', { phase: 'failed' }),
        { state: 'failed' },
      ],
      [
        'a Pooler in a new phase',
        cnpg('Pooler', { phase: 'dreaming' }),
        { state: 'unknown' },
      ],
      ['a Backup that completed', backup(2), { state: 'healthy' }],
      ['a Backup that runs', backup(1, 'running'), { state: 'progressing' }],
      [
        'a Backup that failed',
        backup(2, 'failed', { error: 'no space' }),
        {
          state: 'degraded',
          code: 'server.backup-failed',
          details: 'no space',
        },
      ],
      [
        'a Backup in a new phase, which is neither a success nor a failure',
        backup(2, 'archived'),
        { state: 'unknown' },
      ],
      [
        'a ScheduledBackup that fires, which says nothing of backups',
        scheduledBackup(),
        { state: 'unknown', statusless: true },
      ],
    ]),
  )('$what', ({ read, expected }) => {
    expect(read()).toMatchObject(expected);
  });
});
