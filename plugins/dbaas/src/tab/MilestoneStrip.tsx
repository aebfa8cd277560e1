import { Link } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { Milestone } from '@backstage-dbaas/plugin-dbaas-common';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { StateIcon } from '../components/StateIcon';
import { Time } from '../components/Time';
import type { AnyState } from '../presentation/state-presentation';
import { dbaasTranslationRef } from '../translation';

const useStyles = makeStyles(
  theme => ({
    strip: {
      display: 'grid',
      gridTemplateColumns: 'repeat(auto-fit, minmax(6.5rem, 1fr))',
      gap: theme.spacing(1),
      listStyle: 'none',
      padding: 0,
      margin: theme.spacing(2, 0, 0),
    },
    step: {
      borderTop: `3px solid ${theme.palette.divider}`,
      paddingTop: theme.spacing(1),
    },
    title: {
      display: 'flex',
      alignItems: 'center',
      gap: theme.spacing(0.5),
    },
  }),
  { name: 'DbaasMilestoneStrip' },
);

/** A milestone looks like the state of a service that means the same. */
const LOOKS_LIKE: Record<Milestone['state'], AnyState> = {
  done: 'healthy',
  current: 'progressing',
  pending: 'requested',
  failed: 'failed',
  notRequested: 'notRequested',
  unknown: 'unknown',
};

/** Requested > Reviewed > Merged > Applied > Built > … > In use. */
export function MilestoneStrip(props: { milestones: readonly Milestone[] }) {
  const { t } = useTranslationRef(dbaasTranslationRef);
  const classes = useStyles();
  return (
    <ol className={classes.strip} aria-label={t('milestones.label')}>
      {props.milestones.map(milestone => (
        <li
          key={milestone.name}
          className={classes.step}
          aria-current={milestone.state === 'current' ? 'step' : undefined}
        >
          <Step milestone={milestone} />
        </li>
      ))}
    </ol>
  );
}

function Step({ milestone }: { milestone: Milestone }) {
  const { t } = useTranslationRef(dbaasTranslationRef);
  const classes = useStyles();
  const name = t(`milestones.${milestone.name}`);
  return (
    <>
      <Typography variant="subtitle2" component="div" className={classes.title}>
        <StateIcon state={LOOKS_LIKE[milestone.state]} />
        {milestone.url ? <Link to={milestone.url}>{name}</Link> : name}
      </Typography>
      <Typography variant="caption" color="textSecondary" component="div">
        {t(`milestones.state.${milestone.state}`)}
        {milestone.at && (
          <>
            {' · '}
            <Time at={milestone.at} as="ago" />
          </>
        )}
      </Typography>
    </>
  );
}
