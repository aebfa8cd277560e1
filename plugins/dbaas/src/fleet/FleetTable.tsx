import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { DatabaseServiceSummary } from '@backstage-dbaas/plugin-dbaas-common';
import { EntityRefLinks } from '@backstage/plugin-catalog-react';
import Typography from '@material-ui/core/Typography';
import { DataRow, DataTable } from '../components/DataTable';
import { StateLabel } from '../components/StateLabel';
import { Time } from '../components/Time';
import { serviceId } from '../presentation/service-id';
import { stateLines } from '../presentation/state-lines';
import { dbaasTranslationRef } from '../translation';

/** One row for each database service. */
export function FleetTable(props: {
  items: readonly DatabaseServiceSummary[];
}) {
  const { t } = useTranslationRef(dbaasTranslationRef);
  const columns = (
    ['name', 'state', 'since', 'entities', 'plan', 'cluster'] as const
  ).map(id => ({ id, title: t(`fleet.${id}`) }));
  return (
    <DataTable caption={t('fleet.caption')} columns={columns}>
      {props.items.map(item => {
        const { ref, facts, assessment, entityRefs } = item;
        return (
          <DataRow
            key={serviceId(ref)}
            columns={columns}
            cells={{
              name: <ServiceName item={item} />,
              state: <ServiceState item={item} />,
              since: assessment.since && (
                <Time at={assessment.since} as="ago" />
              ),
              entities:
                entityRefs.length > 0 ? (
                  <EntityRefLinks entityRefs={entityRefs} />
                ) : (
                  t('fleet.noEntity')
                ),
              plan: [facts.plan, facts.placement].filter(Boolean).join(' · '),
              cluster: ref.cluster,
            }}
          />
        );
      })}
    </DataTable>
  );
}

function ServiceName({ item }: { item: DatabaseServiceSummary }) {
  return (
    <>
      {item.ref.name}
      <Typography variant="caption" color="textSecondary" component="div">
        {item.ref.namespace}
      </Typography>
    </>
  );
}

function ServiceState({ item }: { item: DatabaseServiceSummary }) {
  const { state, headline } = item.assessment;
  const { t } = useTranslationRef(dbaasTranslationRef);
  const { title, sentence } = stateLines(t(`state.${state}`), headline);
  return (
    <>
      <StateLabel state={state} text={title} />
      {sentence && (
        <Typography variant="caption" color="textSecondary" component="div">
          {sentence}
        </Typography>
      )}
    </>
  );
}
