import {
  Content,
  EmptyState,
  ResponseErrorPanel,
} from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  DbaasRequestError,
  type DatabaseServiceList,
} from '@backstage-dbaas/plugin-dbaas-common';
import Button from '@material-ui/core/Button';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { useState } from 'react';
import { RefreshFailure } from '../components/FreshnessNotices';
import { LoadingState } from '../components/LoadingState';
import { RefreshButton } from '../components/RefreshButton';
import { dbaasTranslationRef } from '../translation';
import { useFleetFilter, type FleetFilter } from './fleet-filter';
import { FleetFilters } from './FleetFilters';
import { FleetTable } from './FleetTable';
import { useFleet } from './use-fleet';

const PAGE_SIZE = 50;
/** The most that one answer of the API holds. */
const LARGEST_LIMIT = 500;

const NO_FILTER: FleetFilter = { state: '', cluster: '', owner: '', text: '' };

const useStyles = makeStyles(
  theme => ({
    bar: {
      display: 'flex',
      alignItems: 'center',
      justifyContent: 'space-between',
      marginBottom: theme.spacing(2),
    },
    more: {
      display: 'flex',
      alignItems: 'center',
      gap: theme.spacing(2),
      marginTop: theme.spacing(2),
    },
  }),
  { name: 'DbaasFleet' },
);

/** All database services that the user may see, without a page header. */
export function FleetContent() {
  const [filter, changeFilter] = useFleetFilter();
  const [limit, setLimit] = useState(PAGE_SIZE);
  const fleet = useFleet(filter, limit);
  const { t } = useTranslationRef(dbaasTranslationRef);
  const classes = useStyles();
  const { data, error, failingSince, nextAt } = fleet;
  const denied = error instanceof DbaasRequestError && error.status === 403;
  return (
    <Content>
      <div className={classes.bar}>
        <Typography>{t('fleet.subtitle')}</Typography>
        <RefreshButton databases={fleet} />
      </div>
      <FleetFilters
        filter={filter}
        facets={data?.facets}
        onChange={change => {
          setLimit(PAGE_SIZE);
          changeFilter(change);
        }}
      />
      {denied && (
        <EmptyState
          missing="info"
          title={t('fleet.forbidden')}
          description={error.message}
        />
      )}
      {error && !denied && !data && <ResponseErrorPanel error={error} />}
      {error && data && !denied && failingSince !== undefined && (
        <RefreshFailure
          error={error}
          failingSince={failingSince}
          nextAt={nextAt}
        />
      )}
      {!data && !error && <LoadingState />}
      {data && !denied && (
        <Rows
          list={data}
          filtered={Object.values(filter).some(value => value !== '')}
          onClear={() => changeFilter(NO_FILTER)}
          onMore={() =>
            setLimit(current => Math.min(current + PAGE_SIZE, LARGEST_LIMIT))
          }
        />
      )}
    </Content>
  );
}

function Rows(props: {
  list: DatabaseServiceList;
  filtered: boolean;
  onClear: () => void;
  onMore: () => void;
}) {
  const { list, filtered, onClear, onMore } = props;
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
        {list.nextCursor && shown < LARGEST_LIMIT && (
          <Button variant="outlined" onClick={onMore}>
            {t('fleet.more')}
          </Button>
        )}
        {list.nextCursor && shown >= LARGEST_LIMIT && (
          <Typography variant="body2">
            {t('fleet.narrow', { shown })}
          </Typography>
        )}
      </div>
    </>
  );
}
