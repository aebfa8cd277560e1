import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { DatabaseService } from '@backstage-dbaas/plugin-dbaas-common';
import { useEntity } from '@backstage/plugin-catalog-react';
import { makeStyles } from '@material-ui/core/styles';
import { useEffect } from 'react';
import { useLocation } from 'react-router-dom';
import { EntityDatabasesMessage } from '../components/EntityDatabasesMessage';
import { RefreshFailure } from '../components/FreshnessNotices';
import { LoadingState } from '../components/LoadingState';
import { RefreshButton } from '../components/RefreshButton';
import { StateAnnouncer } from '../components/StateAnnouncer';
import { entityDatabasesView } from '../entity/entity-databases-view';
import { useEntityDatabases } from '../entity/use-entity-databases';
import { useStateText } from '../entity/use-state-text';
import { dbaasTranslationRef } from '../translation';
import { ConnectSection } from './connect/ConnectSection';
import { DatabasesAndUsersSection } from './DatabasesAndUsersSection';
import { DataSafetySection } from './DataSafetySection';
import { EventsSection } from './events/EventsSection';
import { FindingsSection } from './FindingsSection';
import { HistorySection } from './HistorySection';
import { KubernetesSection } from './KubernetesSection';
import { NowSection } from './NowSection';
import { ResourcesSection } from './resources/ResourcesSection';
import { SchemaSection } from './SchemaSection';
import { Section } from './Section';
import { ServiceSwitch, useChosenService } from './ServiceSwitch';
import { TechnicalDetails } from './TechnicalDetails';

const useStyles = makeStyles(
  theme => ({
    root: {
      display: 'grid',
      // Wide content scrolls in its own place instead of widening the page.
      gridTemplateColumns: 'minmax(0, 1fr)',
      gap: theme.spacing(3),
    },
    bar: {
      display: 'flex',
      flexWrap: 'wrap',
      alignItems: 'center',
      justifyContent: 'space-between',
      gap: theme.spacing(1),
    },
  }),
  { name: 'DbaasDatabaseContent' },
);

/** Everything about the databases of the entity of the page. */
export function DatabaseContent() {
  const { entity } = useEntity();
  const databases = useEntityDatabases(entity);
  const { t } = useTranslationRef(dbaasTranslationRef);
  const classes = useStyles();
  const view = entityDatabasesView(databases, entity);
  const services = view.kind === 'services' ? view.services : [];
  const stateText = useStateText(services);
  const chosen = useChosenService(services);
  useScrollToAnchor(view.kind === 'services');
  return (
    <div className={classes.root} aria-busy={databases.loading}>
      <StateAnnouncer text={stateText} />
      {view.kind === 'loading' && (
        <Section id="now" title={t('tab.now')}>
          <LoadingState />
        </Section>
      )}
      {view.kind !== 'loading' && view.kind !== 'services' && (
        <Section id="now" title={t('tab.now')}>
          <EntityDatabasesMessage view={view} onRetry={databases.refresh} />
        </Section>
      )}
      {chosen && (
        <>
          <div className={classes.bar}>
            <ServiceSwitch services={services} chosen={chosen} />
            <RefreshButton databases={databases} />
          </div>
          {databases.error && databases.failingSince !== undefined && (
            <RefreshFailure
              error={databases.error}
              failingSince={databases.failingSince}
              nextAt={databases.nextAt}
            />
          )}
          <ServiceSections service={chosen} />
        </>
      )}
    </div>
  );
}

function ServiceSections({ service }: { service: DatabaseService }) {
  const { assessment, freshness } = service;
  return (
    <>
      <NowSection service={service} />
      <FindingsSection findings={assessment.findings} freshness={freshness} />
      {service.exists && (
        <>
          <ConnectSection service={service} />
          <SchemaSection schemas={service.schemas} />
          <DatabasesAndUsersSection facts={service.facts} />
          <DataSafetySection service={service} />
          <ResourcesSection service={service} />
          <EventsSection service={service} />
        </>
      )}
      <HistorySection service={service} />
      <KubernetesSection />
      <TechnicalDetails service={service} />
    </>
  );
}

/** Goes to the section that the address names, once it is there. */
function useScrollToAnchor(ready: boolean): void {
  const { hash } = useLocation();
  useEffect(() => {
    if (!ready || hash === '') return;
    document.getElementById(hash.slice(1))?.scrollIntoView();
  }, [ready, hash]);
}
