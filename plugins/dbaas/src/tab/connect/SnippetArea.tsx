import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { Connection } from '@backstage-dbaas/plugin-dbaas-common';
import { makeStyles } from '@material-ui/core/styles';
import { LoadFailure } from '../../components/LoadFailure';
import { Loading } from '../../components/Loading';
import { dbaasTranslationRef } from '../../translation';
import { SNIPPET_HEIGHT, SnippetTabs } from './SnippetTabs';
import { connectionId, type LoadedConnections } from './use-connection-details';

/** The tabs, and the space between them and a snippet. */
const TABS_HEIGHT = 56;

const useStyles = makeStyles(
  theme => ({ root: { marginTop: theme.spacing(1) } }),
  { name: 'DbaasSnippetArea' },
);

interface SnippetAreaProps {
  connection: Connection;
  loaded: LoadedConnections;
}

/** The place of the snippets, which does not move while they are being loaded. */
export function SnippetArea(props: SnippetAreaProps) {
  const classes = useStyles();
  return (
    <div className={classes.root} aria-busy={props.loaded.loading}>
      <Snippets {...props} />
    </div>
  );
}

function Snippets({ connection, loaded }: SnippetAreaProps) {
  const { t } = useTranslationRef(dbaasTranslationRef);
  const id = connectionId(connection);
  const found = loaded.connections?.find(one => connectionId(one) === id);
  if (found) {
    return (
      <SnippetTabs
        snippets={found.snippets}
        id={`dbaas-snippet-${id.replaceAll('/', '-')}`}
      />
    );
  }
  if (loaded.loading) {
    return (
      <Loading
        what={t('connect.snippetsLoading')}
        height={TABS_HEIGHT + SNIPPET_HEIGHT}
      />
    );
  }
  return (
    <LoadFailure
      title={t('connect.snippetsError')}
      reason={loaded.error?.message ?? t('connect.snippetsGone')}
      onRetry={loaded.retry}
    />
  );
}
