import { z } from 'zod';
import { statusOf } from '../claim';
import { require, type Scenario } from '../scenario';
import type { Trial } from '../trial';

const RETENTION_DAYS = 12;
const SCHEDULE = '30 3 * * 1';

const scheduledBackupSchema = z.object({
  spec: z.object({ schedule: z.string() }),
});
const objectStoreSchema = z.object({
  spec: z.object({ retentionPolicy: z.string() }),
});

/** Backups where the platform has a place for them, and a plain refusal where it has none. */
export const backups: Scenario = {
  name: 'backups are made as asked for, or refused with the reason',
  covers: ['spec.backup.retentionDays', 'spec.backup.schedule'],
  placements: ['cnpg'],
  async run(trial) {
    await trial.claim({
      databases: [{ name: trial.unique('orders') }],
      backup: { retentionDays: RETENTION_DAYS, schedule: SCHEDULE },
    });
    const answer = await trial.until('backups, or a reason why not', () =>
      answerOf(trial),
    );
    if (answer === 'made') return checkBackups(trial);
    const servers = await made(trial, 'postgresql.cnpg.io/v1', 'Cluster');
    require(servers.length ===
      0, 'A server was made although the claim was refused.');
    await trial.claim({ backup: undefined });
    await trial.ready();
    return undefined;
  },
};

async function answerOf(trial: Trial): Promise<'made' | 'refused' | undefined> {
  const claim = await trial.platform.get(trial.claimRef);
  const refused =
    claim &&
    statusOf(claim).conditions.some(
      ({ status, message }) =>
        status === 'False' && message?.includes('spec.backup:'),
    );
  if (refused) return 'refused';
  const schedules = await made(
    trial,
    'postgresql.cnpg.io/v1',
    'ScheduledBackup',
  );
  return schedules.length > 0 ? 'made' : undefined;
}

async function checkBackups(trial: Trial): Promise<void> {
  const [schedule] = await made(
    trial,
    'postgresql.cnpg.io/v1',
    'ScheduledBackup',
  );
  const [store] = await made(trial, 'barmancloud.cnpg.io/v1', 'ObjectStore');
  // CloudNativePG has a field for seconds in front of the five of the claim.
  const at = scheduledBackupSchema.parse(schedule).spec.schedule;
  require(at === `0 ${SCHEDULE}`, `Backups are made at "${at}".`);
  const kept = objectStoreSchema.parse(store).spec.retentionPolicy;
  require(kept === `${RETENTION_DAYS}d`, `Backups are kept for ${kept}.`);
  await trial.ready();
}

function made(trial: Trial, apiVersion: string, kind: string) {
  return trial.platform.list(
    { apiVersion, kind },
    { namespace: trial.namespace },
  );
}
