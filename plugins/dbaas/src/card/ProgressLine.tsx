import { useTranslationRef } from '@backstage/frontend-plugin-api';
import LinearProgress from '@material-ui/core/LinearProgress';
import Typography from '@material-ui/core/Typography';
import { dbaasTranslationRef } from '../translation';

/** How many parts are ready while something is built or changed. */
export function ProgressLine(props: { ready: number; total: number }) {
  const { ready, total } = props;
  const { t } = useTranslationRef(dbaasTranslationRef);
  if (total === 0) return null;
  const text = t('card.progress', { ready, total });
  return (
    <div>
      <LinearProgress
        variant="determinate"
        value={(100 * ready) / total}
        aria-label={text}
      />
      <Typography variant="caption" color="textSecondary">
        {text}
      </Typography>
    </div>
  );
}
