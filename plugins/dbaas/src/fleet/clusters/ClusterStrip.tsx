import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { DbaasRequestError } from '@backstage-dbaas/plugin-dbaas-common';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { StateIcon } from '../../components/StateIcon';
import { Time } from '../../components/Time';
import type { AnyState } from '../../presentation/state-presentation';
import { dbaasTranslationRef } from '../../translation';
import { UnreadableSources } from './UnreadableSources';
import { useClusters, type ClusterHealth } from './use-clusters';

const useStyles = makeStyles(
  theme => ({
    root: { marginBottom: theme.spacing(2) },
    list: {
      display: 'grid',
      gridTemplateColumns: 'repeat(auto-fill, minmax(15rem, 1fr))',
      alignItems: 'start',
      gap: theme.spacing(1, 2),
      listStyle: 'none',
      padding: 0,
      margin: theme.spacing(0.5, 0, 1),
    },
    cluster: { overflowWrap: 'anywhere' },
    name: { display: 'flex', alignItems: 'center', gap: theme.spacing(0.5) },
  }),
  { name: 'DbaasClusterStrip' },
);

/** A cluster looks like the state of a service that means the same. */
const LOOKS_LIKE: Record<ClusterHealth['state'], AnyState> = {
  connected: 'healthy',
  connecting: 'progressing',
  stale: 'slow',
  unreachable: 'unreachable',
};

/** How well each cluster is heard: whoever trusts the list has to know. */
export function ClusterStrip() {
  const { data: clusters, error } = useClusters();
  const { t } = useTranslationRef(dbaasTranslationRef);
  const classes = useStyles();
  // It is of no use to those who may not see it.
  if (error instanceof DbaasRequestError && error.status === 403) return null;
  if (!clusters && !error) return null;
  return (
    <section className={classes.root} aria-label={t('clusters.label')}>
      <Typography variant="subtitle2" component="h2">
        {t('clusters.label')}
      </Typography>
      {error && (
        <Typography variant="body2">
          {t('clusters.error', { reason: error.message })}
        </Typography>
      )}
      {clusters?.length === 0 && (
        <Typography variant="body2">{t('clusters.none')}</Typography>
      )}
      <ul className={classes.list}>
        {clusters?.map(cluster => (
          <li key={cluster.name} className={classes.cluster}>
            <ClusterLine cluster={cluster} />
          </li>
        ))}
      </ul>
      {clusters
        ?.filter(({ unreadable }) => unreadable.length > 0)
        .map(({ name, unreadable }) => (
          <UnreadableSources key={name} cluster={name} sources={unreadable} />
        ))}
    </section>
  );
}

function ClusterLine({ cluster }: { cluster: ClusterHealth }) {
  const { name, state, lastContactAt, objects, unreadable } = cluster;
  const { t } = useTranslationRef(dbaasTranslationRef);
  const classes = useStyles();
  return (
    <>
      <Typography variant="body2" component="div" className={classes.name}>
        <StateIcon state={LOOKS_LIKE[state]} />
        <span>
          <strong>{name}</strong> {t(`clusters.state.${state}`)}
        </span>
      </Typography>
      <Typography variant="caption" color="textSecondary" component="div">
        {lastContactAt
          ? t('clusters.heard', {
              ago: <Time at={lastContactAt} as="ago" />,
            })
          : t('clusters.neverHeard')}
        {objects !== undefined &&
          ` · ${t('clusters.objects', { count: objects })}`}
        {unreadable.length > 0 &&
          ` · ${t('clusters.unreadable', { count: unreadable.length })}`}
      </Typography>
    </>
  );
}
