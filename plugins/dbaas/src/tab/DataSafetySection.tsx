import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  DatabaseService,
  DeletionOutcome,
  Finding,
} from '@backstage-dbaas/plugin-dbaas-common';
import { makeStyles } from '@material-ui/core/styles';
import { FactList } from '../components/FactList';
import { StateLabel } from '../components/StateLabel';
import { backupKnowledge } from '../presentation/backups';
import { resourceId } from '../presentation/resource-tree';
import type { AnyState } from '../presentation/state-presentation';
import { dbaasTranslationRef } from '../translation';
import { Section } from './Section';

const useStyles = makeStyles(
  { list: { listStyle: 'none', padding: 0, margin: 0 } },
  { name: 'DbaasDataSafety' },
);

/** What happens to the data when something goes wrong. What is not known is said so. */
export function DataSafetySection({ service }: { service: DatabaseService }) {
  const { deletionProtection, highAvailability } = service.facts;
  const { t } = useTranslationRef(dbaasTranslationRef);
  const choice = (
    value: boolean | undefined,
    [on, off]: [string, string],
    stateOfOff: 'degraded' | 'notRequested',
  ) => {
    if (value === undefined) {
      return <StateLabel state="unknown" text={t('safety.notKnown')} />;
    }
    return value ? (
      <StateLabel state="healthy" text={on} />
    ) : (
      <StateLabel state={stateOfOff} text={off} />
    );
  };
  return (
    <Section id="data-safety" title={t('tab.safety')}>
      <FactList
        facts={[
          {
            name: t('safety.deletionProtection'),
            value: choice(
              deletionProtection,
              [t('safety.protectionOn'), t('safety.protectionOff')],
              'degraded',
            ),
          },
          { name: t('safety.deletion'), value: <Deletion service={service} /> },
          {
            name: t('safety.highAvailability'),
            value: choice(
              highAvailability,
              [t('safety.haOn'), t('safety.haOff')],
              'notRequested',
            ),
          },
          { name: t('safety.backups'), value: <Backups service={service} /> },
          {
            name: t('safety.restore'),
            value: (
              <StateLabel state="unknown" text={t('safety.restoreUnknown')} />
            ),
          },
        ]}
      />
    </Section>
  );
}

/** What a deletion does looks like what it means for the data. */
const EFFECT_LOOKS_LIKE: Record<DeletionOutcome['effect'], AnyState> = {
  refused: 'healthy',
  kept: 'healthy',
  deleted: 'degraded',
  unknown: 'unknown',
};

function Deletion({ service }: { service: DatabaseService }) {
  const { t } = useTranslationRef(dbaasTranslationRef);
  if (!service.deletion)
    return <StateLabel state="unknown" text={t('safety.notKnown')} />;
  const { effect, sentence, remains } = service.deletion;
  return (
    <StateLabel
      state={EFFECT_LOOKS_LIKE[effect]}
      text={
        effect === 'deleted' && remains.length > 0
          ? t('safety.deletionRemains', {
              sentence,
              remains: remains.join(', '),
            })
          : sentence
      }
    />
  );
}

/** A finding about backups looks like what it means for the data. */
const LOOKS_LIKE: Record<Finding['severity'], AnyState> = {
  critical: 'failed',
  warning: 'degraded',
  info: 'paused',
  unknown: 'unknown',
};

function Backups({ service }: { service: DatabaseService }) {
  const { t } = useTranslationRef(dbaasTranslationRef);
  const classes = useStyles();
  const { findings, schedules } = backupKnowledge(service);
  if (findings.length === 0 && schedules.length === 0) {
    return <StateLabel state="unknown" text={t('safety.backupsUnknown')} />;
  }
  return (
    <ul className={classes.list}>
      {findings.map(({ code, severity, message }, index) => (
        <li key={`${code}-${index}`}>
          <StateLabel state={LOOKS_LIKE[severity]} text={message} />
        </li>
      ))}
      {schedules.map(node => (
        <li key={resourceId(node)}>
          <StateLabel
            state={node.state}
            text={t('safety.backupSchedule', {
              name: node.ref.name,
              sentence: node.sentence,
            })}
          />
        </li>
      ))}
    </ul>
  );
}
