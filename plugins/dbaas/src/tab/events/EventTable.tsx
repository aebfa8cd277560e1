import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { ResourceEvent } from '@backstage-dbaas/plugin-dbaas-common';
import Typography from '@material-ui/core/Typography';
import { DataRow, DataTable } from '../../components/DataTable';
import { StateLabel } from '../../components/StateLabel';
import { Time } from '../../components/Time';
import { resourceId } from '../../presentation/resource-tree';
import { dbaasTranslationRef } from '../../translation';

/** Events in the order in which they were given; what repeats is one row with a number. */
export function EventTable(props: { events: readonly ResourceEvent[] }) {
  const { t } = useTranslationRef(dbaasTranslationRef);
  const columns = (
    ['when', 'resource', 'reason', 'message', 'times'] as const
  ).map(id => ({ id, title: t(`events.${id}`) }));
  return (
    <DataTable caption={t('events.caption')} columns={columns}>
      {props.events.map((event, index) => (
        <DataRow
          key={`${resourceId({ ref: event.resource })}/${
            event.reason
          }/${index}`}
          columns={columns}
          cells={{
            when: <When event={event} />,
            resource: <EventResource event={event} />,
            reason: <EventReason event={event} />,
            message: event.message,
            times: event.count,
          }}
        />
      ))}
    </DataTable>
  );
}

function When({ event: { firstAt, lastAt } }: { event: ResourceEvent }) {
  const { t } = useTranslationRef(dbaasTranslationRef);
  const at = lastAt ?? firstAt;
  return at ? <Time at={at} as="ago" /> : <>{t('time.unknown')}</>;
}

function EventResource({ event: { resource } }: { event: ResourceEvent }) {
  const { kind, namespace, name, cluster } = resource;
  return (
    <>
      {kind}
      <Typography variant="caption" color="textSecondary" component="div">
        {[namespace, name].filter(Boolean).join('/')} · {cluster}
      </Typography>
    </>
  );
}

function EventReason({ event }: { event: ResourceEvent }) {
  const { t } = useTranslationRef(dbaasTranslationRef);
  const { type, reason, source } = event;
  return (
    <>
      {type === 'Warning' ? (
        <StateLabel
          state="degraded"
          text={`${t('events.warning')}: ${reason}`}
        />
      ) : (
        `${t('events.normal')}: ${reason}`
      )}
      {source && (
        <Typography variant="caption" color="textSecondary" component="div">
          {source}
        </Typography>
      )}
    </>
  );
}
