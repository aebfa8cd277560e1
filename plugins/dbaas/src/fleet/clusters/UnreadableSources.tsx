import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { UnreadableSource } from '@backstage-dbaas/plugin-dbaas-common';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { CodeBlock } from '../../components/CodeBlock';
import { Details } from '../../components/Details';
import { Time } from '../../components/Time';
import { dbaasTranslationRef } from '../../translation';
import { isSecrets, missingRules } from './missing-rules';

const useStyles = makeStyles(
  theme => ({
    list: { listStyle: 'none', padding: 0, margin: 0 },
    source: { marginBottom: theme.spacing(1.5), overflowWrap: 'anywhere' },
  }),
  { name: 'DbaasUnreadableSources' },
);

/** What one cluster does not let Backstage read: exactly what, why, and what to do. */
export function UnreadableSources(props: {
  cluster: string;
  sources: readonly UnreadableSource[];
}) {
  const { cluster, sources } = props;
  const { t } = useTranslationRef(dbaasTranslationRef);
  const classes = useStyles();
  const rules = missingRules(sources);
  return (
    <Details summary={t('clusters.unreadableIn', { cluster })}>
      <ul className={classes.list}>
        {sources.map(source => (
          <li
            key={`${source.verb}/${source.resource}`}
            className={classes.source}
          >
            <SourceLines source={source} />
          </li>
        ))}
      </ul>
      {rules && (
        <>
          <Typography variant="subtitle2" component="h3">
            {t('clusters.rules')}
          </Typography>
          <CodeBlock text={rules} language="yaml" what={t('clusters.rules')} />
        </>
      )}
    </Details>
  );
}

function SourceLines({ source }: { source: UnreadableSource }) {
  const { verb, resource, problem, message, since } = source;
  const { t } = useTranslationRef(dbaasTranslationRef);
  return (
    <>
      <Typography variant="body2" component="div">
        <code>{t('clusters.source', { verb, resource })}</code>:{' '}
        {t(`problem.${problem}`, { verb })},{' '}
        {t('clusters.since', { time: <Time at={since} as="clock" /> })}
      </Typography>
      <Typography variant="body2" component="div">
        {problem === 'forbidden' && isSecrets(source)
          ? t('clusters.fix.secrets')
          : t(`clusters.fix.${problem}`)}
      </Typography>
      {message && (
        <Typography variant="caption" color="textSecondary" component="div">
          {message}
        </Typography>
      )}
    </>
  );
}
