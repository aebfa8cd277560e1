import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { DatabaseService } from '@backstage-dbaas/plugin-dbaas-common';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { StateIcon } from '../components/StateIcon';
import { Time } from '../components/Time';
import { stateLines } from '../presentation/state-lines';
import { mostSevereFirst } from '../presentation/severity';
import { dbaasTranslationRef } from '../translation';

const useStyles = makeStyles(
  theme => ({
    line: {
      display: 'flex',
      flexWrap: 'wrap',
      alignItems: 'center',
      gap: theme.spacing(0.5, 1),
    },
    sentence: { overflowWrap: 'anywhere' },
  }),
  { name: 'DbaasServiceSummary' },
);

/** One word or sentence for the state, since when, whose move it is, and the next step. */
export function ServiceSummary(props: { service: DatabaseService }) {
  const { assessment, freshness } = props.service;
  const { t } = useTranslationRef(dbaasTranslationRef);
  const classes = useStyles();
  const { title, sentence } = stateLines(
    t(`state.${assessment.state}`),
    assessment.headline,
  );
  const step = mostSevereFirst(assessment.findings).find(
    finding => finding.nextStep,
  )?.nextStep;
  return (
    <>
      <div className={classes.line}>
        <StateIcon state={assessment.state} large />
        <Typography variant="subtitle1" component="span">
          {title}
        </Typography>
        {assessment.since && !freshness.stale && (
          <Typography variant="body2" color="textSecondary" component="span">
            <Time at={assessment.since} as="for" />
          </Typography>
        )}
      </div>
      {sentence && (
        <Typography className={classes.sentence}>{sentence}</Typography>
      )}
      {assessment.detail && assessment.detail !== sentence && (
        <Typography
          variant="body2"
          color="textSecondary"
          className={classes.sentence}
        >
          {assessment.detail}
        </Typography>
      )}
      {assessment.audience && assessment.state !== 'healthy' && (
        <Typography variant="body2">
          <strong>{t(`audience.${assessment.audience}`)}</strong>
        </Typography>
      )}
      {step && assessment.state !== 'healthy' && (
        <Typography variant="body2" className={classes.sentence}>
          {t('card.nextStep', { step })}
        </Typography>
      )}
    </>
  );
}
