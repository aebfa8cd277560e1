import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { DatabaseServiceList } from '@backstage-dbaas/plugin-dbaas-common';
import Button from '@material-ui/core/Button';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { dbaasTranslationRef } from '../translation';
import { FleetTable } from './FleetTable';

const useStyles = makeStyles(
  theme => ({
    more: {
      display: 'flex',
      alignItems: 'center',
      gap: theme.spacing(2),
      marginTop: theme.spacing(2),
    },
  }),
  { name: 'DbaasFleetRows' },
);

/** The rows, how many there are of how many, and the way to more of them. */
export function FleetRows(props: {
  list: DatabaseServiceList;
  /** Something is left out by the filter. */
  filtered: boolean;
  loading: boolean;
  onClear: () => void;
  onMore: () => void;
}) {
  const { list, filtered, loading, onClear, onMore } = props;
  const { t } = useTranslationRef(dbaasTranslationRef);
  const classes = useStyles();
  const shown = list.items.length;
  if (shown === 0) {
    return (
      <div className={classes.more}>
        <Typography role="status">
          {t(filtered ? 'fleet.none' : 'fleet.noneAtAll')}
        </Typography>
        {filtered && <Button onClick={onClear}>{t('fleet.clear')}</Button>}
      </div>
    );
  }
  return (
    <>
      <FleetTable items={list.items} />
      <div className={classes.more}>
        <Typography variant="body2" role="status">
          {t('fleet.shown', { shown, total: list.totalItems })}
        </Typography>
        {list.nextCursor && (
          <Button variant="outlined" onClick={onMore}>
            {t(loading ? 'fleet.loadingMore' : 'fleet.more')}
          </Button>
        )}
      </div>
    </>
  );
}
