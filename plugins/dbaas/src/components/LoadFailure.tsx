import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@material-ui/core/Button';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import ReportProblemIcon from '@material-ui/icons/ReportProblemOutlined';
import { dbaasTranslationRef } from '../translation';

const useStyles = makeStyles(
  theme => ({
    root: {
      display: 'grid',
      gap: theme.spacing(1),
      justifyItems: 'start',
      alignContent: 'start',
      overflowWrap: 'anywhere',
    },
    title: { display: 'flex', alignItems: 'center', gap: theme.spacing(1) },
    icon: { color: theme.palette.text.secondary },
  }),
  { name: 'DbaasLoadFailure' },
);

/** Says that a part of the page could not be loaded, why, and offers another try. */
export function LoadFailure(props: {
  title: string;
  reason: string;
  /** Without it another try would not help. */
  onRetry?: () => void;
}) {
  const { title, reason, onRetry } = props;
  const { t } = useTranslationRef(dbaasTranslationRef);
  const classes = useStyles();
  return (
    <div role="alert" className={classes.root}>
      <Typography variant="subtitle2" component="p" className={classes.title}>
        <ReportProblemIcon className={classes.icon} />
        {title}
      </Typography>
      <Typography variant="body2">{reason}</Typography>
      {onRetry && (
        <Button variant="outlined" size="small" onClick={onRetry}>
          {t('empty.retry')}
        </Button>
      )}
    </div>
  );
}
