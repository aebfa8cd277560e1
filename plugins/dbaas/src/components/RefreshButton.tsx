import { useTranslationRef } from '@backstage/frontend-plugin-api';
import IconButton from '@material-ui/core/IconButton';
import Tooltip from '@material-ui/core/Tooltip';
import RefreshIcon from '@material-ui/icons/Refresh';
import type { LiveResult } from '../live/use-live-query';
import { agoText } from '../presentation/time';
import { useLanguage } from '../presentation/use-language';
import { useNow } from '../presentation/use-now';
import { dbaasTranslationRef } from '../translation';

/** Says how old the answer is, and asks for a new one. */
export function RefreshButton(props: {
  databases: Pick<LiveResult<unknown>, 'loadedAt' | 'refresh'>;
}) {
  const { loadedAt, refresh } = props.databases;
  const { t } = useTranslationRef(dbaasTranslationRef);
  const language = useLanguage();
  const now = useNow();
  if (loadedAt === undefined) return null;
  const label = t('card.refresh', { ago: agoText(loadedAt, now, language) });
  return (
    <Tooltip title={label}>
      <IconButton size="small" aria-label={label} onClick={refresh}>
        <RefreshIcon fontSize="small" />
      </IconButton>
    </Tooltip>
  );
}
