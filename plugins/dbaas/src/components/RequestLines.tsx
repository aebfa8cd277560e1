import { Link } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { PendingRequest } from '@backstage-dbaas/plugin-dbaas-common';
import Typography from '@material-ui/core/Typography';
import { dbaasTranslationRef } from '../translation';
import { Time } from './Time';

/** The requests that matter now: open ones, or the newest when it decides the state. */
export function currentRequests(
  requests: readonly PendingRequest[],
  exists: boolean,
): PendingRequest[] {
  const open = requests.filter(({ state }) => state === 'open');
  if (open.length > 0 || exists) return open;
  return requests.slice(0, 1);
}

/** One pull request: what it does, who has it, and how its checks are. */
export function RequestLine(props: { request: PendingRequest }) {
  const { request } = props;
  const { t } = useTranslationRef(dbaasTranslationRef);
  const { number, title, checks } = request;
  const results = (['passed', 'failed', 'pending'] as const)
    .filter(result => checks[result] > 0)
    .map(result => t(`request.${result}`, { number: checks[result] }));
  const details = [
    request.author && t('request.openedBy', { author: request.author }),
    request.reviewers.length > 0 &&
      t('request.reviewers', { reviewers: request.reviewers.join(', ') }),
    results.length > 0 && t('request.checks', { results: results.join(', ') }),
  ].filter(Boolean);
  return (
    <div>
      <Typography variant="body2">
        <Link to={request.url}>
          {t(`request.${request.state}`, { number, title })}
        </Link>
      </Typography>
      <Typography variant="caption" color="textSecondary" component="p">
        <Time at={request.mergedAt ?? request.createdAt} as="ago" />
        {details.map(detail => ` · ${detail}`).join('')}
      </Typography>
    </div>
  );
}
