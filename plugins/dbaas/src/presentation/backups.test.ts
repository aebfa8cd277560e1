import { databaseService } from '../testing/database-service';
import { backupKnowledge } from './backups';

const finding = (code: string, severity: 'critical' | 'warning' | 'info') => ({
  code,
  severity,
  audience: 'platform' as const,
  message: code,
  evidence: [],
});

const node = (apiVersion: string, kind: string) => ({
  ref: { cluster: 'platform', apiVersion, kind, name: kind },
  state: 'healthy' as const,
  sentence: 'Ready.',
});

describe('backupKnowledge', () => {
  it('takes what concerns backups from the findings, the most severe first', () => {
    const { findings } = backupKnowledge(
      databaseService({
        assessment: {
          findings: [
            finding('server.backup-suspended', 'info'),
            finding('server.slow', 'critical'),
            finding('server.backup-late', 'warning'),
            finding('server.archiving-failed', 'critical'),
          ],
        },
      }),
    );
    expect(findings.map(({ code }) => code)).toEqual([
      'server.archiving-failed',
      'server.backup-late',
      'server.backup-suspended',
    ]);
  });

  it('takes schedules of CloudNativePG from the tree, and no others', () => {
    const { schedules } = backupKnowledge(
      databaseService({
        resources: [
          node('postgresql.cnpg.io/v1', 'ScheduledBackup'),
          node('k8up.io/v1', 'ScheduledBackup'),
          node('postgresql.cnpg.io/v1', 'Cluster'),
        ],
      }),
    );
    expect(schedules.map(({ ref }) => ref.apiVersion)).toEqual([
      'postgresql.cnpg.io/v1',
    ]);
  });
});
