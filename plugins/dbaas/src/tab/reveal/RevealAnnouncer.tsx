import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useHiddenStyles } from '../../components/use-hidden-styles';
import { dbaasTranslationRef } from '../../translation';
import { REVEALED_SECONDS, type RevealState } from './use-reveal';

/** Tells screen readers that values came and that they went; the countdown is silent. */
export function RevealAnnouncer({ state }: { state: RevealState }) {
  const { t } = useTranslationRef(dbaasTranslationRef);
  const classes = useHiddenStyles();
  const texts: Partial<Record<RevealState['kind'], string>> = {
    reading: t('reveal.reading'),
    shown: t('reveal.shown', { count: REVEALED_SECONDS }),
    hidden: t('reveal.hidden'),
  };
  return (
    <div role="status" aria-live="polite" className={classes.hidden}>
      {texts[state.kind] ?? ''}
    </div>
  );
}
