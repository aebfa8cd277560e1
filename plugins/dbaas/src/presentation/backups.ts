import type {
  DatabaseService,
  Finding,
  ResourceNode,
} from '@backstage-dbaas/plugin-dbaas-common';
import { mostSevereFirst } from './severity';

const BACKUP_FINDINGS =
  /^server\.(backup-|archiving-failed$|no-archive-destination$)/;

/** What is known about backups. Nothing of it says how far back one can restore. */
export interface BackupKnowledge {
  /** Most severe first. */
  findings: Finding[];
  /** Schedules in the tree of the service. */
  schedules: ResourceNode[];
}

/** Reads what is known about backups off the findings and the tree. */
export function backupKnowledge(
  service: Pick<DatabaseService, 'assessment' | 'resources'>,
): BackupKnowledge {
  return {
    findings: mostSevereFirst(
      service.assessment.findings.filter(({ code }) =>
        BACKUP_FINDINGS.test(code),
      ),
    ),
    schedules: service.resources.filter(
      ({ ref }) =>
        ref.kind === 'ScheduledBackup' &&
        ref.apiVersion.startsWith('postgresql.cnpg.io/'),
    ),
  };
}
