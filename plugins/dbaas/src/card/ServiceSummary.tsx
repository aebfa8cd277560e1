import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  Assessment,
  DatabaseService,
  ServiceState,
} from '@backstage-dbaas/plugin-dbaas-common';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { StateIcon } from '../components/StateIcon';
import { Time } from '../components/Time';
import { stateLines } from '../presentation/state-lines';
import { mostSevereFirst } from '../presentation/severity';
import { dbaasTranslationRef } from '../translation';

const useStyles = makeStyles(
  theme => ({
    root: {
      display: 'grid',
      gap: theme.spacing(0.5),
      marginBottom: theme.spacing(0.5),
    },
    line: { display: 'flex', gap: theme.spacing(1) },
    since: { marginLeft: theme.spacing(1) },
    sentence: { overflowWrap: 'anywhere' },
    audience: { fontWeight: 700 },
  }),
  { name: 'DbaasServiceSummary' },
);

/** Of these the pull request tells the rest, in a line of its own. */
const TOLD_BY_REQUEST: readonly ServiceState[] = [
  'requested',
  'merged',
  'requestClosed',
];

/** One word or sentence for the state, since when, whose move it is, and the next step. */
export function ServiceSummary(props: { service: DatabaseService }) {
  const { assessment, freshness, requests } = props.service;
  const { state, headline, audience, since } = assessment;
  const { t } = useTranslationRef(dbaasTranslationRef);
  const classes = useStyles();
  const { title, sentence } = stateLines(t(`state.${state}`), headline);
  const told = requests.length > 0 && TOLD_BY_REQUEST.includes(state);
  const detail = told ? undefined : assessment.detail;
  const step = nextStepOf(assessment, [sentence, detail]);
  return (
    <div className={classes.root}>
      <div className={classes.line}>
        <StateIcon state={state} large />
        <div>
          <Typography variant="subtitle1" component="span">
            {title}
          </Typography>
          {/* The headline of a slow one says how long already. */}
          {since && state !== 'slow' && !freshness.stale && (
            <Typography
              variant="body2"
              color="textSecondary"
              component="span"
              className={classes.since}
            >
              <Time at={since} as="for" />
            </Typography>
          )}
        </div>
      </div>
      {sentence && (
        <Typography className={classes.sentence}>{sentence}</Typography>
      )}
      {detail && (
        <Typography variant="body2" className={classes.sentence}>
          {detail}
        </Typography>
      )}
      {audience && state !== 'healthy' && (
        <Typography variant="body2" className={classes.audience}>
          {t(`audience.${audience}`)}
        </Typography>
      )}
      {step && (
        <Typography variant="body2" className={classes.sentence}>
          {t('card.nextStep', { step })}
        </Typography>
      )}
    </div>
  );
}

/** What to do about the worst finding, unless a text above says so already. */
function nextStepOf(
  { state, findings }: Assessment,
  said: readonly (string | undefined)[],
): string | undefined {
  if (state === 'healthy') return undefined;
  const step = mostSevereFirst(findings).find(
    ({ nextStep }) => nextStep,
  )?.nextStep;
  return step && said.some(text => text?.includes(step)) ? undefined : step;
}
