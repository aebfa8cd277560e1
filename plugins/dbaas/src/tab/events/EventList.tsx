import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  EventTypes,
  ResourceEventList,
} from '@backstage-dbaas/plugin-dbaas-common';
import Typography from '@material-ui/core/Typography';
import { UnreadableText } from '../../components/FreshnessNotices';
import { LoadFailure } from '../../components/LoadFailure';
import { Loading } from '../../components/Loading';
import { dbaasTranslationRef } from '../../translation';
import { EventTable } from './EventTable';
import type { LoadedEvents } from './use-events';

const HEIGHT = 120;

/** What was loaded of the Events, or why there is nothing to show. */
export function EventList(props: { loaded: LoadedEvents; types: EventTypes }) {
  const { loaded, types } = props;
  const { list, error, loading, retry } = loaded;
  const { t } = useTranslationRef(dbaasTranslationRef);
  if (error) {
    return (
      <LoadFailure
        title={t('events.error')}
        reason={error.message}
        onRetry={retry}
      />
    );
  }
  if (list) return <Events list={list} types={types} />;
  if (loading) return <Loading what={t('events.loading')} height={HEIGHT} />;
  return <Typography>{t('events.gone')}</Typography>;
}

function Events(props: { list: ResourceEventList; types: EventTypes }) {
  const { items, unreadable } = props.list;
  const { t } = useTranslationRef(dbaasTranslationRef);
  const none =
    props.types === 'all' ? t('events.noneAtAll') : t('events.noWarnings');
  return (
    <>
      {items.length > 0 && <EventTable events={items} />}
      {items.length === 0 && (
        <Typography>
          {unreadable.length > 0 ? t('events.noneKnown') : none}
        </Typography>
      )}
      {unreadable.length > 0 && (
        <ul>
          {unreadable.map(source => (
            <li key={`${source.cluster}/${source.resource}/${source.verb}`}>
              <Typography variant="body2">
                <UnreadableText source={source} />
              </Typography>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
