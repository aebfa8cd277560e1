import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  DatabaseService,
  EventTypes,
} from '@backstage-dbaas/plugin-dbaas-common';
import FormControlLabel from '@material-ui/core/FormControlLabel';
import IconButton from '@material-ui/core/IconButton';
import Switch from '@material-ui/core/Switch';
import Tooltip from '@material-ui/core/Tooltip';
import { makeStyles } from '@material-ui/core/styles';
import RefreshIcon from '@material-ui/icons/Refresh';
import { useState } from 'react';
import { dbaasTranslationRef } from '../../translation';
import { Section } from '../Section';
import { EventList } from './EventList';
import { useEvents } from './use-events';

const useStyles = makeStyles(
  theme => ({
    bar: {
      display: 'flex',
      alignItems: 'center',
      justifyContent: 'space-between',
      marginBottom: theme.spacing(1),
    },
  }),
  { name: 'DbaasEvents' },
);

/** What controllers said in the last hour: warnings, or everything on demand. */
export function EventsSection({ service }: { service: DatabaseService }) {
  const { t } = useTranslationRef(dbaasTranslationRef);
  const classes = useStyles();
  const [types, setTypes] = useState<EventTypes>('warning');
  const loaded = useEvents(
    service.ref,
    types,
    types === 'warning' ? service.revision : undefined,
  );
  return (
    <Section id="events" title={t('tab.events')}>
      <div className={classes.bar}>
        <Tooltip title={t('events.allHint')}>
          <FormControlLabel
            label={t('events.all')}
            control={
              <Switch
                color="primary"
                checked={types === 'all'}
                onChange={(_event, all) => setTypes(all ? 'all' : 'warning')}
              />
            }
          />
        </Tooltip>
        <Tooltip title={t('events.refresh')}>
          <IconButton
            size="small"
            aria-label={t('events.refresh')}
            onClick={loaded.retry}
          >
            <RefreshIcon fontSize="small" />
          </IconButton>
        </Tooltip>
      </div>
      <div aria-busy={loaded.loading}>
        <EventList loaded={loaded} types={types} />
      </div>
    </Section>
  );
}
