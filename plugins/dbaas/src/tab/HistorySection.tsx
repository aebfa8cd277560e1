import { useApi } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  layerStateSchema,
  serviceStateSchema,
  type DatabaseService,
  type Transition,
} from '@backstage-dbaas/plugin-dbaas-common';
import Typography from '@material-ui/core/Typography';
import useAsync from 'react-use/esm/useAsync';
import { dbaasApiRef } from '../api/dbaas-api';
import { DataRow, DataTable } from '../components/DataTable';
import { Time } from '../components/Time';
import { resourceText } from '../presentation/resource-text';
import { dbaasTranslationRef } from '../translation';
import { Section } from './Section';

/** How the state changed. Read again whenever the service changed. */
export function HistorySection(props: { service: DatabaseService }) {
  const { ref, revision } = props.service;
  const { cluster, namespace, name } = ref;
  const api = useApi(dbaasApiRef);
  const { t } = useTranslationRef(dbaasTranslationRef);
  const { value, error, loading } = useAsync(
    () => api.getHistory({ cluster, namespace, name }),
    [api, cluster, namespace, name, revision],
  );
  return (
    <Section id="history" title={t('tab.history')}>
      {error && (
        <Typography>{t('history.error', { reason: error.message })}</Typography>
      )}
      {!error && !loading && (value ?? []).length === 0 && (
        <Typography>{t('history.none')}</Typography>
      )}
      {value && value.length > 0 && <HistoryTable transitions={value} />}
    </Section>
  );
}

function HistoryTable(props: { transitions: readonly Transition[] }) {
  const { t } = useTranslationRef(dbaasTranslationRef);
  const columns = (['when', 'what', 'change'] as const).map(id => ({
    id,
    title: t(`history.${id}`),
  }));
  const word = (state: string) => {
    const known = serviceStateSchema.or(layerStateSchema).safeParse(state);
    return known.success ? t(`state.${known.data}`) : state;
  };
  const subject = (transition: Transition) => {
    switch (transition.subject) {
      case 'service':
        return t('history.service');
      case 'finding':
        return transition.resource
          ? t('history.findingOf', {
              resource: resourceText(transition.resource),
            })
          : t('history.finding');
      case 'schemaVersion':
        return t('history.schemaVersion', { database: transition.name ?? '' });
      default:
        return t(`layer.${transition.subject}`);
    }
  };
  const change = (transition: Transition) => {
    if (transition.subject === 'finding') {
      return t(
        transition.to === 'resolved' ? 'history.resolved' : 'history.found',
        { message: transition.headline },
      );
    }
    return transition.from
      ? t('history.from', {
          from: word(transition.from),
          to: word(transition.to),
        })
      : t('history.first', { to: word(transition.to) });
  };
  return (
    <DataTable caption={t('history.caption')} columns={columns}>
      {props.transitions.map(transition => (
        <DataRow
          key={[
            transition.at,
            transition.subject,
            transition.name,
            transition.resource && resourceText(transition.resource),
            transition.to,
          ].join('/')}
          columns={columns}
          cells={{
            when: <Time at={transition.at} as="ago" />,
            what: subject(transition),
            change: change(transition),
          }}
        />
      ))}
    </DataTable>
  );
}
