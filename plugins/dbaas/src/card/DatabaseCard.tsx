import { InfoCard } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useEntity } from '@backstage/plugin-catalog-react';
import { makeStyles } from '@material-ui/core/styles';
import { EntityDatabasesMessage } from '../components/EntityDatabasesMessage';
import { RefreshFailure } from '../components/FreshnessNotices';
import { LoadingState } from '../components/LoadingState';
import { RefreshButton } from '../components/RefreshButton';
import { StateAnnouncer } from '../components/StateAnnouncer';
import { entityDatabasesView } from '../entity/entity-databases-view';
import { useEntityDatabases } from '../entity/use-entity-databases';
import { useStateText } from '../entity/use-state-text';
import { serviceId } from '../presentation/service-id';
import { dbaasTranslationRef } from '../translation';
import { ServiceSection } from './ServiceSection';

const useStyles = makeStyles(
  theme => ({
    sections: {
      display: 'grid',
      gap: theme.spacing(2),
      '& > * + *': {
        borderTop: `1px solid ${theme.palette.divider}`,
        paddingTop: theme.spacing(2),
      },
    },
  }),
  { name: 'DbaasDatabaseCard' },
);

/** What there is to know at a glance about the databases of the entity of the page. */
export function DatabaseCard() {
  const { entity } = useEntity();
  const databases = useEntityDatabases(entity);
  const { t } = useTranslationRef(dbaasTranslationRef);
  const classes = useStyles();
  const view = entityDatabasesView(databases, entity);
  const services = view.kind === 'services' ? view.services : [];
  const single = services.length === 1 ? services[0] : undefined;
  const title =
    services.length === 0
      ? t('card.region')
      : t('card.title', {
          count: services.length,
          name: single?.ref.name ?? '',
        });
  return (
    <section aria-label={title} aria-busy={databases.loading}>
      <InfoCard
        title={title}
        titleTypographyProps={{ component: 'h2' }}
        action={<RefreshButton databases={databases} />}
      >
        <StateAnnouncer text={useStateText(services)} />
        {view.kind === 'loading' && <LoadingState />}
        {view.kind === 'services' && (
          <div className={classes.sections}>
            {view.services.map(service => (
              <ServiceSection
                key={serviceId(service.ref)}
                service={service}
                heading={single ? undefined : service.ref.name}
              />
            ))}
          </div>
        )}
        {view.kind !== 'loading' && view.kind !== 'services' && (
          <EntityDatabasesMessage view={view} onRetry={databases.refresh} />
        )}
        {view.kind === 'services' &&
          databases.error &&
          databases.failingSince !== undefined && (
            <RefreshFailure
              error={databases.error}
              failingSince={databases.failingSince}
              nextAt={databases.nextAt}
            />
          )}
      </InfoCard>
    </section>
  );
}
