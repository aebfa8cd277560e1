import { useTranslationRef } from '@backstage/frontend-plugin-api';
import type { ConnectionSnippet } from '@backstage-dbaas/plugin-dbaas-common';
import Tab from '@material-ui/core/Tab';
import Tabs from '@material-ui/core/Tabs';
import { makeStyles } from '@material-ui/core/styles';
import { useState } from 'react';
import { CodeBlock } from '../../components/CodeBlock';
import { dbaasTranslationRef } from '../../translation';

/** The same for every snippet, so that the page does not jump from tab to tab. */
export const SNIPPET_HEIGHT = 320;

const useStyles = makeStyles(
  theme => ({
    tab: { minWidth: 0, textTransform: 'none' },
    panel: { marginTop: theme.spacing(1) },
  }),
  { name: 'DbaasSnippetTabs' },
);

/** The same connection for each stack. */
export function SnippetTabs(props: {
  snippets: readonly ConnectionSnippet[];
  /** Unique on the page. */
  id: string;
}) {
  const { snippets, id: prefix } = props;
  const { t } = useTranslationRef(dbaasTranslationRef);
  const classes = useStyles();
  const [chosen, setChosen] = useState('');
  const snippet = snippets.find(({ id }) => id === chosen) ?? snippets.at(0);
  if (!snippet) return null;
  return (
    <>
      <Tabs
        value={snippet.id}
        onChange={(_event, id: string) => setChosen(id)}
        variant="scrollable"
        scrollButtons="auto"
        aria-label={t('connect.snippets')}
      >
        {snippets.map(({ id, title }) => (
          <Tab
            key={id}
            value={id}
            id={`${prefix}-${id}`}
            aria-controls={snippet.id === id ? `${prefix}-panel` : undefined}
            label={title}
            className={classes.tab}
          />
        ))}
      </Tabs>
      <div
        role="tabpanel"
        id={`${prefix}-panel`}
        aria-labelledby={`${prefix}-${snippet.id}`}
        className={classes.panel}
      >
        <CodeBlock
          key={snippet.id}
          text={snippet.text}
          language={snippet.language}
          what={t('connect.snippet', { title: snippet.title })}
          height={SNIPPET_HEIGHT}
        />
      </div>
    </>
  );
}
