import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type {
  Freshness,
  UnreadableSource,
} from '@backstage-dbaas/plugin-dbaas-common';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { clockText, durationText } from '../presentation/time';
import { useLanguage } from '../presentation/use-language';
import { useNow } from '../presentation/use-now';
import { dbaasTranslationRef } from '../translation';

const useStyles = makeStyles(
  theme => ({
    notice: {
      borderLeft: `3px solid ${theme.palette.status.warning}`,
      paddingLeft: theme.spacing(1),
      margin: theme.spacing(1, 0),
      overflowWrap: 'anywhere',
    },
  }),
  { name: 'DbaasNotices' },
);

/** How a source that could not be read is told to people. */
export function UnreadableText(props: { source: UnreadableSource }) {
  const { source } = props;
  const { t } = useTranslationRef(dbaasTranslationRef);
  const what = t('notice.unreadable', {
    cluster: source.cluster,
    resource: source.resource,
  });
  const why = t(`problem.${source.problem}`, { verb: source.verb });
  return (
    <>
      {what} ({why})
    </>
  );
}

/** Says how old an answer is and what is missing from it, where that matters. */
export function FreshnessNotices(props: { freshness: Freshness }) {
  const { freshness } = props;
  const { t } = useTranslationRef(dbaasTranslationRef);
  const classes = useStyles();
  const language = useLanguage();
  const now = useNow();
  return (
    <>
      {freshness.stale && (
        <Typography variant="body2" className={classes.notice}>
          {t('notice.stale', {
            time: clockText(Date.parse(freshness.observedAt), now, language),
          })}
        </Typography>
      )}
      {freshness.unreadable.map(source => (
        <Typography
          key={`${source.cluster}/${source.resource}/${source.verb}`}
          variant="body2"
          className={classes.notice}
        >
          <UnreadableText source={source} />
        </Typography>
      ))}
    </>
  );
}

/** Says that what is shown can't be brought up to date at the moment. */
export function RefreshFailure(props: {
  error: Error;
  failingSince: number;
  nextAt?: number;
}) {
  const { error, failingSince, nextAt } = props;
  const { t } = useTranslationRef(dbaasTranslationRef);
  const classes = useStyles();
  const language = useLanguage();
  const now = useNow();
  const wait = Math.max((nextAt ?? now) - now, 0);
  return (
    <Typography variant="body2" className={classes.notice}>
      {t('notice.refreshFailed', {
        time: clockText(failingSince, now, language),
        reason: error.message,
        retry: t('notice.retryIn', { duration: durationText(wait, language) }),
      })}
    </Typography>
  );
}
