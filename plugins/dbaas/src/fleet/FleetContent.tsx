import {
  Content,
  EmptyState,
  ResponseErrorPanel,
} from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { DbaasRequestError } from '@backstage-dbaas/plugin-dbaas-common';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { useState } from 'react';
import { RefreshFailure } from '../components/FreshnessNotices';
import { LoadingState } from '../components/LoadingState';
import { RefreshButton } from '../components/RefreshButton';
import { dbaasTranslationRef } from '../translation';
import { ClusterStrip } from './clusters/ClusterStrip';
import { NO_FILTER, narrows, useFleetFilter } from './fleet-filter';
import { FleetFilters } from './FleetFilters';
import { FleetRows } from './FleetRows';
import { useFleet } from './use-fleet';

const PAGE_SIZE = 50;

const useStyles = makeStyles(
  theme => ({
    bar: {
      display: 'flex',
      alignItems: 'center',
      justifyContent: 'space-between',
      marginBottom: theme.spacing(2),
    },
  }),
  { name: 'DbaasFleet' },
);

/** All database services that the user may see, without a page header. */
export function FleetContent() {
  const [filter, changeFilter] = useFleetFilter();
  const [wanted, setWanted] = useState(PAGE_SIZE);
  const fleet = useFleet(filter, wanted);
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
      {!denied && <ClusterStrip />}
      <FleetFilters
        filter={filter}
        facets={data?.facets}
        onChange={change => {
          setWanted(PAGE_SIZE);
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
        <div aria-busy={fleet.loading}>
          <FleetRows
            list={data}
            filtered={narrows(filter)}
            loading={fleet.loading && data.items.length < wanted}
            onClear={() => changeFilter({ ...NO_FILTER, sort: filter.sort })}
            onMore={() => setWanted(data.items.length + PAGE_SIZE)}
          />
        </div>
      )}
    </Content>
  );
}
