import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import Skeleton from '@material-ui/lab/Skeleton';
import { LAYERS } from '@backstage-dbaas/plugin-dbaas-common';
import { useEffect, useState } from 'react';
import { dbaasTranslationRef } from '../translation';
import { useHiddenStyles } from './use-hidden-styles';

const PATIENCE_MS = 3_000;

const useStyles = makeStyles(
  theme => ({ row: { margin: theme.spacing(0.5, 0) } }),
  { name: 'DbaasLoading' },
);

/** Takes about the place of what is being loaded, so that nothing jumps. */
export function LoadingState() {
  const { t } = useTranslationRef(dbaasTranslationRef);
  const classes = useStyles();
  const hidden = useHiddenStyles();
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div>
      <Typography
        role="status"
        variant="body2"
        className={slow ? undefined : hidden.hidden}
      >
        {t(slow ? 'empty.loadingSlow' : 'empty.loading')}
      </Typography>
      <Skeleton height={32} width="40%" animation={false} />
      {LAYERS.map(layer => (
        <Skeleton key={layer} className={classes.row} animation={false} />
      ))}
    </div>
  );
}
